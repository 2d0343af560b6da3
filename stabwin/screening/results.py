"""The results of a study, read from their documents when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from stabwin import errors
from stabwin.analysis.air.answer import AIRS, Air
from stabwin.analysis.coatings.candidate import Candidate
from stabwin.analysis.coatings.contacts import LayerContact
from stabwin.analysis.heat.heating import HEATINGS, Heating
from stabwin.analysis.interfaces.interface import Interface
from stabwin.analysis.interfaces.matrix import INTERFACES, InterfaceMatrix
from stabwin.analysis.provenance import Provenance
from stabwin.analysis.results import FAILED, Answers, Failure, Result
from stabwin.analysis.windows.profile import PROFILES, Profile
from stabwin.analysis.windows.window import WINDOWS, Window
from stabwin.screening.tasks import AIR, HEATING, INTERFACE, PROFILE, WINDOW

Document = Mapping[str, Any]

_CLASSES: dict[str, type[Result]] = {
    WINDOW: Window,
    PROFILE: Profile,
    INTERFACE: Interface,
    HEATING: Heating,
    AIR: Air,
}
_ANSWERS: dict[str, tuple[str, type[Answers[Any]]]] = {
    WINDOW: (WINDOWS, Answers),
    PROFILE: (PROFILES, Answers),
    INTERFACE: (INTERFACES, InterfaceMatrix),
    HEATING: (HEATINGS, Answers),
    AIR: (AIRS, Answers),
}


def result_of(
    question: str, document: Document, provenance: Provenance, kind: str = ""
) -> Result | Failure:
    """The result of a document.

    Parameters
    ----------
    question : str
        "windows", "profiles", "interfaces", "heating" or "air".
    document : mapping
    provenance : Provenance
    kind : str
        The class of the error of a failure, by name.
    """
    if document.get("status") == FAILED:
        return failure_of(document, kind)
    return _CLASSES[question].from_dict(document, provenance=provenance)


def failure_of(document: Document, kind: str) -> Failure:
    """The failure of a document, with an error of its own class."""
    told = Failure.from_dict(document)
    error = getattr(errors, kind, errors.RequestError)
    return Failure(target=told.target, error=error(told.error.message), names=told.names)


class StudyResults(Mapping[str, Answers[Any]]):
    """Answers by question, each read when it is asked for: a large study does not fit as objects.

    Parameters
    ----------
    documents : mapping of str to callable
        Of "windows", "profiles", "interfaces", "heating" and "air", where asked: what gives the class of
        each error, by name, and the document of each result.
    provenances : mapping of str to Provenance
        Of each question.
    """

    def __init__(
        self,
        documents: Mapping[str, Callable[[], Iterable[tuple[str, Document]]]],
        provenances: Mapping[str, Provenance],
    ) -> None:
        self._documents, self._provenances = documents, provenances

    def each(self, question: str) -> Iterator[Result | Failure]:
        """The results of a question, one after the other."""
        provenance = self._provenances[question]
        for kind, document in self._documents[question]():
            yield result_of(question, document, provenance, kind)

    def provenance_of(self, question: str) -> Provenance:
        """What the answers to a question depend on."""
        return self._provenances[question]

    def __contains__(self, question: object) -> bool:
        """Whether a question was asked; nothing is read for that."""
        return question in self._documents

    def __getitem__(self, question: str) -> Answers[Any]:
        schema, answers = _ANSWERS[question]
        results = tuple(self.each(question))
        return answers(schema=schema, provenance=self._provenances[question], results=results)

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)

    def __repr__(self) -> str:
        return f"StudyResults({', '.join(self)})"


class CandidateReader:
    """Reads candidates; what the same layer does to the same neighbour is one object in all rankings."""

    def __init__(self) -> None:
        self._contacts: dict[tuple[Any, ...], LayerContact] = {}

    def read(self, document: Document, ion: str = "") -> Candidate:
        """The candidate of a document, between neighbours that exchange an ion."""
        contacts = [self._contact((document["target"], ion), one) for one in document["contacts"]]
        return Candidate.from_dict({**document, "contacts": contacts})

    def _contact(self, of: tuple[str, str], document: Document) -> LayerContact:
        place = (*of, *(document[name] for name in ("neighbour", "partner", "state", "voltage_v")))
        known = self._contacts.get(place)
        if known is None:
            known = self._contacts[place] = LayerContact.from_dict(document)
        return known
