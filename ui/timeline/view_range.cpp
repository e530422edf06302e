// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/view_range.h" // gives the header a translation unit for its meta-object
