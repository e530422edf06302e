// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/basic_pitch/network.h"

#include "nn/kernels.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace morphony::basic_pitch {

namespace {

/// How far each harmonic's bin lies above the contour bin: half the frequency, the frequency, 2 to 7 times it.
constexpr std::array<std::ptrdiff_t, kChannels> kShifts{-36, 0, 36, 57, 72, 84, 93, 101};

// Rows of a window that each layer computes: what the kept frames depend on, from the last layer to the first.
constexpr std::size_t kNoteBegin = kMargin - 1, kNoteEnd = kMargin + kKept + 1;       // onset kernel: 3 rows
constexpr std::size_t kWideBegin = kNoteBegin - 3, kWideEnd = kNoteEnd + 3;           // note kernel: 7
constexpr std::size_t kContourBegin = kWideBegin - 3, kContourEnd = kWideEnd + 3;     // hidden note kernel: 7
constexpr std::size_t kHiddenBegin = kContourBegin - 2, kHiddenEnd = kContourEnd + 2; // contour kernel: 5
constexpr std::size_t kMapBegin = kHiddenBegin - 1, kMapEnd = kHiddenEnd + 1;         // first kernel: 3
static_assert((kHiddenEnd - kHiddenBegin) % 8 == 0, "rows are made in pairs and edges eight at a time");
static_assert(kMapEnd <= kFrames);

constexpr std::size_t kGroups = (kMapEnd - kMapBegin + 7) / 8; ///< of eight spectra

// Zeros around each layer's values along the frequencies, as much as the next kernel reaches and a register more.
constexpr std::size_t kHiddenStride = (2 + kContourBins + 2 + 8) * kChannels;
constexpr std::size_t kContourPad = 8;
constexpr std::size_t kContourStride = kContourPad + kContourBins + 16;
constexpr std::size_t kWideStride = (1 + kKeys + 1) * kFeatures;
constexpr std::size_t kNotePad = 1;
constexpr std::size_t kNoteStride = kNotePad + kKeys + 8;

/// cos and sin of 2 pi p k / length for every pass of the transform, see pass() in layer_loops.h.
std::vector<float> twiddles() {
    std::vector<float> out;
    std::size_t length = kTransform;
    for (const std::size_t radix : {4, 4, 4, 3, 2}) {
        for (std::size_t p = 0; p < length / radix; ++p) {
            for (std::size_t k = 1; k < radix; ++k) {
                const double angle = 2.0 * std::numbers::pi * static_cast<double>(p * k) / static_cast<double>(length);
                out.push_back(static_cast<float>(std::cos(angle)));
                out.push_back(static_cast<float>(std::sin(angle)));
            }
        }
        length /= radix;
    }
    return out;
}

/// [out][in][row][tap] to [row][tap][in], for kernels with one output.
std::vector<float> channelsLast(std::span<const float> kernel, std::size_t channels, std::size_t taps) {
    return transposed(kernel, channels, taps);
}

/// [32 features][tap] to [half][tap][16 features].
std::vector<float> halves(std::span<const float> kernel, std::size_t taps) {
    std::vector<float> out(kernel.size());
    for (std::size_t feature = 0; feature < kFeatures; ++feature) {
        for (std::size_t tap = 0; tap < taps; ++tap) {
            out[(feature / 16 * taps + tap) * 16 + feature % 16] = kernel[feature * taps + tap];
        }
    }
    return out;
}

std::vector<float> copyOf(std::span<const float> values) { return {values.begin(), values.end()}; }

} // namespace

Network::Network(const TensorFile& weights) : Network(weights, hasAvx2AndFma() ? avx2Layers() : baselineLayers()) {}

Network::Network(const TensorFile& weights, const LayerTable& layers) : m_layers(layers), m_twiddles(twiddles()) {
    packContour(weights);
    packNotes(weights);
    packOnsets(weights);
}

void Network::packContour(const TensorFile& weights) {
    const auto kernel = weights.floats("contour.conv1.weight", {kChannels, kChannels, 3, kKernelBins});
    packSpectra(kernel);
    m_edgeWeights.resize(kernel.size());
    for (std::size_t out = 0; out < kChannels; ++out) {
        for (std::size_t in = 0; in < kChannels; ++in) {
            for (std::size_t row = 0; row < 3; ++row) {
                for (std::size_t tap = 0; tap < kKernelBins; ++tap) {
                    m_edgeWeights[((row * kChannels + in) * kKernelBins + tap) * kChannels + out] =
                        kernel[((out * kChannels + in) * 3 + row) * kKernelBins + tap];
                }
            }
        }
    }
    packEdges();
    m_contourBias1 = copyOf(weights.floats("contour.conv1.bias", {kChannels}));
    m_contour2 = channelsLast(weights.floats("contour.conv2.weight", {1, kChannels, 5, 5}), kChannels, 25);
    m_contourBias2 = weights.floats("contour.conv2.bias", {1})[0];
}

/// The conjugate spectra of the merged kernels, over the transform's length: out(f) = sum over d of kernel(d) map(f + d).
void Network::packSpectra(std::span<const float> kernel) {
    std::vector<double> cosine(kTransform);
    std::vector<double> sine(kTransform);
    for (std::size_t i = 0; i < kTransform; ++i) {
        const double angle = 2.0 * std::numbers::pi * static_cast<double>(i) / kTransform;
        cosine[i] = std::cos(angle) / kTransform;
        sine[i] = std::sin(angle) / kTransform;
    }
    m_spectra.resize(kTransform * 3 * 16);
    std::vector<double> merged(kTransform);
    for (std::size_t out = 0; out < kChannels; ++out) {
        for (std::size_t row = 0; row < 3; ++row) {
            std::ranges::fill(merged, 0.0);
            for (std::size_t in = 0; in < kChannels; ++in) {
                for (std::size_t tap = 0; tap < kKernelBins; ++tap) {
                    const auto place = kShifts[in] + static_cast<std::ptrdiff_t>(tap) - static_cast<std::ptrdiff_t>(kEdge);
                    merged[static_cast<std::size_t>(place + static_cast<std::ptrdiff_t>(kTransform)) % kTransform] +=
                        kernel[((out * kChannels + in) * 3 + row) * kKernelBins + tap];
                }
            }
            for (std::size_t bin = 0; bin < kTransform; ++bin) {
                double re = 0.0;
                double im = 0.0;
                for (std::size_t d = 0; d < kTransform; ++d) {
                    re += merged[d] * cosine[bin * d % kTransform];
                    im += merged[d] * sine[bin * d % kTransform];
                }
                // features 0 to 3 are the real part of what comes out, 4 to 7 the imaginary part
                float* place = m_spectra.data() + (bin * 3 + row) * 16 + out % 4;
                const auto first = static_cast<float>(out < 4 ? re : -im);
                const auto second = static_cast<float>(out < 4 ? im : re);
                for (const std::size_t copy : {0, 4}) {
                    place[copy] += first;
                    place[copy + 8] += second;
                }
            }
        }
    }
}

/// Which taps reach a bin below 0 or above kContourBins - 1 where the map does not read as zero anyway.
void Network::packEdges() {
    constexpr auto kFirst = -static_cast<std::ptrdiff_t>(kEdge);
    for (std::size_t edge = 0; edge < 2 * kEdge; ++edge) {
        const bool low = edge < kEdge;
        const auto bin = static_cast<std::ptrdiff_t>(low ? edge : edge + kContourBins - 2 * kEdge);
        for (std::size_t row = 0; row < 3; ++row) {
            for (std::size_t in = 0; in < kChannels; ++in) {
                // contour bins outside, and of these the ones whose harmonic lies on the map
                std::ptrdiff_t begin = low ? bin + kFirst : static_cast<std::ptrdiff_t>(kContourBins);
                std::ptrdiff_t end = low ? 0 : bin + static_cast<std::ptrdiff_t>(kEdge) + 1;
                begin = std::max(begin, -kShifts[in]);
                end = std::min(end, static_cast<std::ptrdiff_t>(kBins) - kShifts[in]);
                if (begin < end) {
                    EdgeRun run;
                    run.firstTap = (row * kChannels + in) * kKernelBins + static_cast<std::size_t>(begin - bin - kFirst);
                    run.offset = static_cast<std::ptrdiff_t>(row * kMapStride) + begin + kShifts[in];
                    run.count = static_cast<std::size_t>(end - begin);
                    m_edgeRuns[edge].push_back(run);
                }
            }
        }
    }
}

void Network::packNotes(const TensorFile& weights) {
    m_note1 = halves(weights.floats("note.conv1.weight", {kFeatures, 1, 7, 7}), 49);
    m_noteBias1 = copyOf(weights.floats("note.conv1.bias", {kFeatures}));
    for (std::size_t tap = 0; tap < 49; ++tap) {
        m_noteOffsets.push_back(static_cast<std::ptrdiff_t>(tap / 7 * kContourStride + tap % 7));
    }
    m_note2 = channelsLast(weights.floats("note.conv2.weight", {1, kFeatures, 7, 3}), kFeatures, 21);
    m_noteBias2 = weights.floats("note.conv2.bias", {1})[0];
}

void Network::packOnsets(const TensorFile& weights) {
    m_onset1 = halves(weights.floats("onset.conv1.weight", {kFeatures, kChannels, 5, 5}), 200);
    m_onsetBias1 = copyOf(weights.floats("onset.conv1.bias", {kFeatures}));
    for (std::size_t tap = 0; tap < 200; ++tap) {
        m_onsetOffsets.push_back(static_cast<std::ptrdiff_t>(tap / 5 % 5 * kMapStride + tap % 5) + kShifts[tap / 25]);
    }
    const auto kernel = weights.floats("onset.conv2.weight", {1, 1 + kFeatures, 3, 3});
    m_onsetNote = copyOf(kernel.first(9)); // the note comes first
    m_onset2 = channelsLast(kernel.subspan(9), kFeatures, 9);
    m_onsetBias2 = weights.floats("onset.conv2.bias", {1})[0];
}

void Network::run(std::span<const float> map, std::span<float> note, std::span<float> onset, Workspace& work) const {
    assert(map.size() == kFrames * kMapStride && note.size() == kKept * kKeys && onset.size() == kKept * kKeys);
    contour(map, work);
    notes(work);
    onsets(map, work, onset);
    for (std::size_t t = 0; t < kKept; ++t) {
        std::copy_n(work.note.data() + (t + 1) * kNoteStride + kNotePad, kKeys, note.data() + t * kKeys);
    }
}

void Network::contour(std::span<const float> map, Workspace& work) const {
    constexpr std::size_t kRows = kHiddenEnd - kHiddenBegin;
    work.spectra.resize(kGroups * kSpectrum);
    work.scratch.resize(2 * kSpectrum);
    work.edges.resize(kRows * 2 * kEdge * kChannels);
    work.hidden.resize(kRows * kHiddenStride); // pads stay zero
    work.contour.resize((kContourEnd - kContourBegin) * kContourStride);
    for (std::size_t group = 0; group < kGroups; ++group) {
        // the last group may begin before its turn so as not to end behind the map
        const std::size_t first = std::min(kMapBegin + group * 8, kFrames - 8);
        m_layers.transformRows(map.data() + first * kMapStride + kMapPad, kMapStride, kBins, m_twiddles.data(),
                               work.spectra.data() + group * kSpectrum, work.scratch.data());
    }
    constexpr std::size_t kSumStride = 2 * kEdge * kChannels;
    for (std::size_t row = 0; row < kRows; row += 8) {
        for (std::size_t edge = 0; edge < 2 * kEdge; ++edge) {
            m_layers.edgeSums(map.data() + (kMapBegin + row) * kMapStride + kMapPad, kMapStride, m_edgeRuns[edge].data(),
                              m_edgeRuns[edge].size(), m_edgeWeights.data(),
                              work.edges.data() + row * kSumStride + edge * kChannels, kSumStride);
        }
    }
    for (std::size_t row = 0; row < kRows; row += 2) {
        std::array<const float*, 4> spectra{};
        std::array<std::size_t, 4> lanes{};
        for (std::size_t i = 0; i < 4; ++i) {
            const std::size_t group = (row + i) / 8;
            const std::size_t first = std::min(kMapBegin + group * 8, kFrames - 8);
            spectra[i] = work.spectra.data() + group * kSpectrum;
            lanes[i] = kMapBegin + row + i - first;
        }
        m_layers.contourPair(spectra.data(), lanes.data(), m_spectra.data(), m_twiddles.data(), work.scratch.data());
        m_layers.finishPair(work.scratch.data() + kSpectrum, work.edges.data() + row * kSumStride, kSumStride,
                            m_contourBias1.data(), work.hidden.data() + row * kHiddenStride + 2 * kChannels, kHiddenStride);
    }
    for (std::size_t row = 0; row < kContourEnd - kContourBegin; ++row) {
        m_layers.gatherContour(work.hidden.data() + row * kHiddenStride, kHiddenStride, m_contour2.data(), m_contourBias2,
                               work.contour.data() + row * kContourStride + kContourPad);
    }
}

void Network::notes(Workspace& work) const {
    constexpr std::size_t kRows = kNoteEnd - kNoteBegin;
    work.wide.resize((kWideEnd - kWideBegin) * kWideStride); // pads stay zero
    work.note.resize(kRows * kNoteStride);
    for (std::size_t row = 0; row < kWideEnd - kWideBegin; ++row) {
        m_layers.spread(work.contour.data() + row * kContourStride + kContourPad - 2, m_noteOffsets.data(),
                        m_noteOffsets.size(), m_note1.data(), m_noteBias1.data(),
                        work.wide.data() + row * kWideStride + kFeatures);
    }
    for (std::size_t row = 0; row < kRows; ++row) {
        m_layers.gatherNote(work.wide.data() + row * kWideStride, kWideStride, m_note2.data(), m_noteBias2,
                            work.note.data() + row * kNoteStride + kNotePad);
    }
}

void Network::onsets(std::span<const float> map, Workspace& work, std::span<float> onset) const {
    for (std::size_t row = 0; row < kNoteEnd - kNoteBegin; ++row) {
        const float* base = map.data() + (kNoteBegin + row - 2) * kMapStride + kMapPad - 1;
        m_layers.spread(base, m_onsetOffsets.data(), m_onsetOffsets.size(), m_onset1.data(), m_onsetBias1.data(),
                        work.wide.data() + row * kWideStride + kFeatures);
    }
    onsetEdge(map, 0, 0, work);
    onsetEdge(map, kKeys - 1, 4, work);
    for (std::size_t t = 0; t < kKept; ++t) {
        m_layers.gatherOnset(work.wide.data() + t * kWideStride, kWideStride, m_onset2.data(), m_onsetBias2,
                             work.note.data() + t * kNoteStride, kNoteStride, m_onsetNote.data(), onset.data() + t * kKeys);
    }
}

/// The kernels of the lowest and the highest key reach a bin past the contour's, where the layer reads zeros though a
/// harmonic's map goes on: the key again, without that column of taps.
void Network::onsetEdge(std::span<const float> map, std::size_t key, std::size_t outside, Workspace& work) const {
    constexpr std::size_t kRows = kNoteEnd - kNoteBegin;
    constexpr std::size_t kHalf = kFeatures / 2;
    const std::size_t taps = m_onsetOffsets.size();
    work.edgeKey.resize(kRows * (taps + kHalf));
    float* const values = work.edgeKey.data();
    float* const sums = values + kRows * taps;
    for (std::size_t row = 0; row < kRows; ++row) {
        const float* base = map.data() + (kNoteBegin + row - 2) * kMapStride + kMapPad - 1 + 3 * key;
        for (std::size_t tap = 0; tap < taps; ++tap) {
            values[row * taps + tap] = tap % 5 == outside ? 0.0F : base[m_onsetOffsets[tap]];
        }
    }
    for (std::size_t half = 0; half < 2; ++half) {
        for (std::size_t row = 0; row < kRows; ++row) {
            std::copy_n(m_onsetBias1.data() + half * kHalf, kHalf, sums + row * kHalf);
        }
        addProduct({values, kRows, taps}, {m_onset1.data() + half * taps * kHalf, taps, kHalf}, {sums, kRows, kHalf});
        applyRelu({sums, kRows * kHalf});
        for (std::size_t row = 0; row < kRows; ++row) {
            std::copy_n(sums + row * kHalf, kHalf,
                        work.wide.data() + row * kWideStride + (1 + key) * kFeatures + half * kHalf);
        }
    }
}

} // namespace morphony::basic_pitch
