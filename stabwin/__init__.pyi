# The public names and where they live. Type checkers read this file; so does the package when it is
# imported, and imports each name when it is first used.

from stabwin.analysis.compare import compare as compare
from stabwin.analysis.comparison import Comparison as Comparison
from stabwin.analysis.conditions import Conditions as Conditions
from stabwin.analysis.conditions import ContactConditions as ContactConditions
from stabwin.analysis.documents import Answers as Answers
from stabwin.analysis.interfaces.ask import interface as interface
from stabwin.analysis.interfaces.ask import interface_matrix as interface_matrix
from stabwin.analysis.interfaces.interface import Interface as Interface
from stabwin.analysis.interfaces.matrix import InterfaceMatrix as InterfaceMatrix
from stabwin.analysis.results import Failure as Failure
from stabwin.analysis.uncertainty.error_model import ErrorModel as ErrorModel
from stabwin.analysis.windows.ask import profile as profile
from stabwin.analysis.windows.ask import profiles as profiles
from stabwin.analysis.windows.ask import window as window
from stabwin.analysis.windows.ask import windows as windows
from stabwin.analysis.windows.profile import Profile as Profile
from stabwin.analysis.windows.window import Window as Window
from stabwin.chemistry.catalogue import Material as Material
from stabwin.chemistry.catalogue import catalogue as catalogue
from stabwin.chemistry.target import Target as Target
from stabwin.chemistry.target import TargetLike as TargetLike
from stabwin.errors import CoverageError as CoverageError
from stabwin.errors import DamagedDataError as DamagedDataError
from stabwin.errors import DataUnavailableError as DataUnavailableError
from stabwin.errors import DocumentError as DocumentError
from stabwin.errors import ExclusionError as ExclusionError
from stabwin.errors import FetchError as FetchError
from stabwin.errors import FormulaError as FormulaError
from stabwin.errors import IonError as IonError
from stabwin.errors import MissingExtraError as MissingExtraError
from stabwin.errors import NotComputableError as NotComputableError
from stabwin.errors import NumericalError as NumericalError
from stabwin.errors import OutputError as OutputError
from stabwin.errors import PhaseFileError as PhaseFileError
from stabwin.errors import PotentialError as PotentialError
from stabwin.errors import RequestError as RequestError
from stabwin.errors import SchemeError as SchemeError
from stabwin.errors import StabwinError as StabwinError
from stabwin.errors import StoreWriteError as StoreWriteError
from stabwin.errors import TargetError as TargetError
from stabwin.errors import WorkerError as WorkerError
from stabwin.phases.load import load_phases as load_phases
from stabwin.phases.table import PhaseTable as PhaseTable
from stabwin.report import figures as figures
from stabwin.report.write import write_report as write_report
from stabwin.screening.ask import rank_coatings as rank_coatings
from stabwin.screening.ask import screen as screen
from stabwin.screening.ranking_of_study import LayerRanking as LayerRanking
from stabwin.screening.screen import Screen as Screen
from stabwin.screening.study import Study as Study
from stabwin.validation.result import Validation as Validation
from stabwin.validation.validate import validate as validate

__version__: str
