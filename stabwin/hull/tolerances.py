"""Every tolerance of the linear programmes, each with its reason.

All hold for normalised programmes: columns are atomic fractions and the right-hand side sums to
one atom, so that composition errors are fractions of an atom and energies are eV per atom. Rounding
in double precision is about 1e-15 of either; the data carry six decimals.
"""

# A column enters the basis if its reduced cost lies below this (eV/atom). An optimum can be too
# high by at most this much, far below the 1e-6 eV/atom of the data and above accumulated rounding.
REDUCED_COST = 1e-11

# Smallest pivot element (atomic fraction): smaller ones would multiply rounding by over 1e9.
PIVOT = 1e-9

# A basic amount below this (atoms per atom of the target) is zero: a degenerate vertex.
AMOUNT = 1e-11

# Two breakpoints, or a breakpoint and a composition, closer than this along the line coincide.
# Formulas differ by more, since their amounts are short decimals.
POSITION = 1e-9

# Two breakpoints that a walk may choose between are equally near within this.
POSITION_TIE = POSITION * 1e-3

# Two slopes closer than this (eV per atom exchanged) are one plateau.
SLOPE = 1e-9

# What a solution may miss its optimality conditions by and still be reported: primal residual
# (atoms per atom), reduced cost and duality gap (eV/atom).
CERTIFICATE = 1e-9

# A phase this close to the hull of its own elements (eV/atom) is kept as stable. A column too many
# changes no optimum; one too few would.
STABILITY = 1e-8

# Iterations per row and column of a programme before the simplex method gives up; real systems
# need about two per row. Beyond this many pivots without progress Bland's rule takes over.
PIVOTS_PER_ROW = 50
STALLED_PIVOTS = 20

# What HiGHS may miss the element balance and dual feasibility by: the least that it accepts.
HIGHS_FEASIBILITY = 1e-10

# Breakpoints magnify that a little: of its solutions, amounts below this (atoms per atom) are rounding.
HIGHS_AMOUNT = 1e-8

# Two voltages closer than this (V) are one: slopes are known to `SLOPE`, and an ion has a few charges.
VOLTAGE = 1e-9

# Newton's method has found a voltage once its steps are shorter than this (V).
VOLTAGE_STEP = VOLTAGE * 1e-3

# A contact that releases less than this (eV/atom) does not react: rounding of the data is larger.
NO_REACTION = 1e-8

# A number that changes by less than this (V or eV/atom) without a phase does not depend on it.
CHANGE = 1e-6

# Samples are kept in single precision: a value this close to a limit (V or eV/atom) stands on it.
SINGLE_PRECISION = 1e-6

# Temperatures of onsets are roots to this (K), far below what the energies are good for.
ONSET_K = 1e-6

# What lies below two equilibria where they cross by less than this (eV per closed atom) is rounding.
BELOW_A_CROSSING = 1e-10

# Less of a phase than this (atoms per closed atom) is none of what is heated.
HEATED_AMOUNT = 1e-9

# Bonds per formula unit that a reaction makes or breaks: fewer than this come from rounding.
BONDS = 1e-6
