// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "morph/report.h"
#include "ui/view_state.h"

namespace morphony {

/// Every figure of a report in words, grouped; those that were not measured keep their place without a value.
[[nodiscard]] QList<ReportRow> reportRows(const Report& report);

/// The numbers behind the two scores in sentences, and why a score has no figure.
[[nodiscard]] QString scoreDetails(const Report& report);

} // namespace morphony
