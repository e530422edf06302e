// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spsc_ring.h"
#include "playback/channel_map.h"
#include "playback/controls.h"
#include "playback/lane_reader.h"
#include "playback/looped_source.h"

#include <atomic>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace morphony {

/// The gains of one segment, deck by deck.
struct DeckGains {
    static constexpr FrameCount kFrames = HeardChunk::kFrames;
    using Row = std::array<float, kFrames>;
    std::array<Row, kDecks> wished;     ///< share of each deck asked for
    std::array<bool, kDecks> audible{}; ///< false: all of wished[deck] is 0
    std::array<Row, kDecks> match;      ///< level match of what is heard
};

/// How a stream begins.
struct StreamStart {
    std::uint32_t generation = 0;
    FrameCount position = 0;            ///< in the timeline's frames
    std::optional<FrameRange> loop;     ///< inside the timeline; `position` lies before its end
    std::optional<StreamPlace> follows; ///< takes over exactly there; none: at once
};

/// The sound of a program from one position on, all decks in step, unmixed: the fill thread reads lanes into blocks,
/// the callback mixes them. A jump, a new loop or a new program is a new stream, crossfaded with the one before.
///
/// Made, filled and freed on the fill thread; rendered on the callback's. Blocks travel through two lock-free rings.
class Stream {
public:
    static constexpr FrameCount kBlockFrames = 512;

    struct Output {
        SampleRate rate;
        int channels = 2;
        FrameCount aheadFrames = 0; ///< how far ahead of the callback the blocks reach
    };
    Stream(std::shared_ptr<const Program> program, const StreamStart& start, const Output& output, const DialSetting& dial);

    [[nodiscard]] const StreamStart& start() const { return m_start; }

    // ---- fill thread
    /// Fills one block; false when all are full or the end is reached. Throws what AudioSource::read() throws.
    bool fillBlock();
    /// Ends the stream after what has been filled: the storage has failed.
    void abandon() { m_complete.store(true, std::memory_order_release); }

    // ---- either thread
    /// Frames ready to be rendered; a bound for the fill thread, exact but for a short last block for the callback.
    [[nodiscard]] FrameCount available() const;
    /// No more blocks will come.
    [[nodiscard]] bool complete() const { return m_complete.load(std::memory_order_acquire); }

    // ---- callback, real-time safe
    /// Frames that render() can give next in one piece; 0 when nothing is ready.
    [[nodiscard]] FrameCount contiguous();
    [[nodiscard]] bool ended() { return complete() && contiguous() == 0; }
    [[nodiscard]] FrameCount frame() const { return m_frame; }
    void setDial(const DialSetting& setting);
    /// Adds the next out.frames() frames (at most contiguous() and DeckGains::kFrames) of all audible decks to `out`.
    void render(const DeckGains& gains, AudioView out);

private:
    struct Block {
        AudioBuffer audio;
        FrameCount frames = 0;
    };
    /// Where a lane's channels lie in a block.
    struct Lane {
        LaneReader reader;
        int firstRow = 0;
    };

    void addLane(const std::shared_ptr<const AudioSource>& source, FrameCount start, std::optional<Unrolled> loop);
    void addStyleLane();
    void primeMixer();
    void keepSourceOutsideShare(AudioView mix) const;
    [[nodiscard]] ConstAudioView rows(int first, int channels, FrameCount frames) const;
    void addDeck(Deck deck, std::span<const float> gains, AudioView out);

    // immutable once made
    const std::shared_ptr<const Program> m_program;
    const StreamStart m_start;
    const Output m_output;
    int m_sourceRow = 0;
    int m_takeRow = 0;
    int m_shareRow = 0;
    int m_styleRow = 0;
    int m_rowCount = 0;
    std::optional<ChannelMap> m_sourceMap;
    std::optional<ChannelMap> m_styleMap;

    // fill thread
    std::vector<Lane> m_lanes;
    std::vector<Block> m_blocks;
    std::vector<float*> m_laneRows;
    FrameCount m_leftToFill = 0;

    // both
    SpscRing<Block*> m_full;
    SpscRing<Block*> m_free;
    std::atomic<bool> m_complete{false};

    // callback (the fill thread until the stream is handed over)
    std::optional<LayerMixer> m_mixer;
    DialSetting m_dial;
    Block* m_block = nullptr;
    FrameCount m_used = 0; ///< frames of m_block
    FrameCount m_frame = 0;
    AudioBuffer m_mixed;
    DeckGains::Row m_product{};
    std::array<ConstAudioView, LayerMixer::kMaxLayers> m_layerViews;
    std::vector<const float*> m_blockRows; ///< rows of m_block
};

} // namespace morphony
