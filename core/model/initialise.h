#pragma once

#include "core/model/factors.h"

namespace nmf {

/// The initial factors for m x n data `A`: `random` (uniform on [0, initScale], the same numbers on every
/// machine), `eye` (ones at (i, i) plus uniform on [0, initFloor]) or `nndsvd` (Boutsidis & Gallopoulos 2008,
/// layer by layer for several layers). Initialisation::File is the caller's to read. Entries are at least
/// `floor`. Throws InputError as checkHyperparameters does.
Factors initialise(const Hyperparameters& hyperparameters, const Matrix& A);

}  // namespace nmf
