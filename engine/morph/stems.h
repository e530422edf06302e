// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audio_source.h"
#include "dsp/frame_blocks.h"
#include "morph/morph_result.h"

#include <memory>
#include <set>
#include <vector>

namespace morphony {

/// One stem of a piece: its rate, channels and frames.
struct StemAudio {
    Stem stem = Stem::Other;
    std::shared_ptr<const AudioSource> audio;
};

/// The wanted stems of a mixed piece, told apart without a trained network; all four add up to the piece within rounding.
////// * drums: what strikes (dsp/hpss) and has no pitch even in 23 ms;
/// * bass: what lasts below some 180 Hz, so a bass without its overtones;
/// * vocals: above that, what moves: lasts in 93 ms and does not stand in 0.37 s, or has a pitch in 23 ms only, as voices
///   slide where keys and strings stand (the two resolutions of FitzGerald & Gainza, "Single channel vocal separation using
///   median filtering and factorisation techniques", 2010), and, in stereo, is alike in both channels (Avendano & Jot,
///   AES 2002);
/// * other: the rest.
/// In files, so memory stays bounded; the samples do not depend on the number of threads. Polls the context. Any thread.
/// Throws EngineError (OutputUnwritable) without room on the disk.
[[nodiscard]] std::vector<StemAudio> splitStems(const std::shared_ptr<const AudioSource>& piece,
                                                const std::set<Stem>& wanted, const ProgressSpan& progress);

/// Takes the stems that are to be kept out of `piece`, and returns them as layers that do not follow the dial. As
/// splitStems().
[[nodiscard]] std::vector<Layer> takeOut(std::shared_ptr<const AudioSource>& piece, const std::set<Stem>& kept,
                                         const ProgressSpan& progress);

} // namespace morphony
