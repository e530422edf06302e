// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/background_thread.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

namespace morphony {

namespace {
/// Of 19. Weight 110 against the GUI's 1,024: all of an idle machine, a tenth of a busy core.
constexpr int kNiceness = 10;
} // namespace

void enterBackground() {
    const sched_param parameters{};
    // batch: such a thread never preempts one that has just been woken
    sched_setscheduler(0, SCHED_BATCH, &parameters);
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNiceness);
}

} // namespace morphony
