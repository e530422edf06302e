// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "dsp/layer_mixer.h"

#include <memory>
#include <vector>

namespace morphony {

/// What can be heard: A, B or the style track.
enum class Deck { Source, Take, Style };
inline constexpr int kDecks = 3;

/// The audible form of a result: its layers (layer 0 the source) and the law that mixes them.
struct PlayableTake {
    std::vector<std::shared_ptr<const AudioSource>> layers;
    std::shared_ptr<const MixLaw> law;
    /// Where the take is a morphed region: one channel of the source's rate and length, 0 where the source sounds as it is
    /// and 1 where the mix does. nullptr: the mix everywhere.
    std::shared_ptr<const AudioSource> share;
};

/// Everything that can be heard at one time. Any part may be missing; a take needs a source of its shape.
struct Program {
    std::shared_ptr<const AudioSource> source;
    std::shared_ptr<const PlayableTake> take;
    std::shared_ptr<const AudioSource> style;

    /// Whose frames positions are counted in: the source, or the style track when it is alone. May be nullptr.
    [[nodiscard]] const AudioSource* timeline() const { return source ? source.get() : style.get(); }

    /// The deck heard when `wished` is asked for: that one if it is there, else what is there.
    [[nodiscard]] Deck resolve(Deck wished) const {
        const bool there = wished == Deck::Source ? source != nullptr
                           : wished == Deck::Take ? take != nullptr
                                                  : style != nullptr;
        return there ? wished : source ? Deck::Source : Deck::Style;
    }
};

} // namespace morphony
