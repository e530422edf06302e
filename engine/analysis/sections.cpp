// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/sections.h"

#include "analysis/section_boundaries.h"
#include "analysis/section_features.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace morphony {

namespace {

constexpr double kLeastSeconds = 10.0;
constexpr double kGridSeconds = 2.0; // of a cell where there are no bars
constexpr std::size_t kLeastBars = 8;
constexpr std::size_t kMostCells = 1500; // 36 MB for four similarities
constexpr double kAlike = 0.72;          // likeness of two sections with one letter
constexpr double kTimbreScale = 1.0;

std::vector<double> gridEdges(double seconds, std::span<const double> downbeats) {
    std::vector<double> edges{0.0};
    if (downbeats.size() >= kLeastBars) {
        for (const double downbeat : downbeats) {
            if (downbeat > edges.back() + 0.25 && downbeat < seconds - 0.25) {
                edges.push_back(downbeat);
            }
        }
    } else {
        for (int i = 1; i * kGridSeconds < seconds - 0.5 * kGridSeconds; ++i) {
            edges.push_back(i * kGridSeconds);
        }
    }
    edges.push_back(seconds);
    const std::size_t every = edges.size() / kMostCells + 1;
    std::vector<double> kept;
    for (std::size_t i = 0; i + 1 < edges.size(); i += every) {
        kept.push_back(edges[i]);
    }
    kept.push_back(seconds);
    return kept;
}

/// Cosine of the chroma with their common mean taken off, so that a piece in one key is not all alike.
Similarity chromaLikeness(const std::vector<SectionCell>& cells) {
    SectionCell::Chroma mean{};
    for (const SectionCell& cell : cells) {
        for (std::size_t k = 0; k < mean.size(); ++k) {
            mean[k] += cell.chroma[k] / static_cast<float>(cells.size());
        }
    }
    std::vector<SectionCell::Chroma> centred(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        float power = 1e-9F;
        for (std::size_t k = 0; k < mean.size(); ++k) {
            centred[i][k] = cells[i].silent ? 0.0F : cells[i].chroma[k] - mean[k];
            power += centred[i][k] * centred[i][k];
        }
        std::ranges::for_each(centred[i], [&](float& value) { value /= std::sqrt(power); });
    }
    Similarity result(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        for (std::size_t j = 0; j < cells.size(); ++j) {
            const float cosine = std::inner_product(centred[i].begin(), centred[i].end(), centred[j].begin(), 0.0F);
            result.values[i * cells.size() + j] = 0.5F + 0.5F * cosine;
        }
    }
    return result;
}

/// exp(-distance), the distance between band levels in units of its mean over the piece.
Similarity timbreLikeness(const std::vector<SectionCell>& cells) {
    Similarity result(cells.size());
    double sum = 0.0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        for (std::size_t j = 0; j < cells.size(); ++j) {
            float power = 0.0F;
            for (std::size_t k = 0; k < SectionCell::kBands; ++k) {
                const float difference = cells[i].levels[k] - cells[j].levels[k];
                power += difference * difference;
            }
            result.values[i * cells.size() + j] = std::sqrt(power);
            sum += std::sqrt(power);
        }
    }
    // a piece whose cells differ by a few dB is one colour throughout: 3 dB a band is the least unit
    const double unit = std::max(sum / static_cast<double>(result.values.size()), 3.0 * std::sqrt(SectionCell::kBands));
    for (float& value : result.values) {
        value = static_cast<float>(std::exp(-value / (kTimbreScale * unit)));
    }
    return result;
}

struct CellRange {
    std::size_t begin = 0;
    std::size_t end = 0;
    [[nodiscard]] std::size_t size() const { return end - begin; }
};

/// Mean likeness along the best diagonal that the two have in common over at least half of the longer one.
double likeness(const Similarity& cells, CellRange a, CellRange b) {
    if (a.size() > b.size()) {
        std::swap(a, b);
    }
    if (2 * a.size() < b.size()) {
        return 0.0;
    }
    double best = 0.0;
    for (std::size_t offset = 0; offset + a.size() <= b.size(); ++offset) {
        double sum = 0.0;
        for (std::size_t i = 0; i < a.size(); ++i) {
            sum += cells.at(a.begin + i, b.begin + offset + i);
        }
        best = std::max(best, sum / static_cast<double>(a.size()));
    }
    return best;
}

std::string letter(std::size_t index) {
    std::string name(1, static_cast<char>('A' + index % 26));
    return index < 26 ? name : name + std::to_string(index / 26 + 1);
}

std::vector<std::size_t> labels(const std::vector<CellRange>& ranges, const Similarity& chroma, const Similarity& timbre) {
    std::vector<std::size_t> result;
    std::size_t used = 0;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        double best = kAlike;
        std::size_t label = used;
        for (std::size_t j = 0; j < i; ++j) {
            const double alike =
                0.65 * likeness(chroma, ranges[i], ranges[j]) + 0.35 * likeness(timbre, ranges[i], ranges[j]);
            if (alike > best) {
                best = alike;
                label = result[j];
            }
        }
        used = std::max(used, label + 1);
        result.push_back(label);
    }
    return result;
}

} // namespace

std::vector<SectionSpan> analyseSections(const AudioSource& mono, std::span<const double> downbeats,
                                         const JobContext& context) {
    if (mono.seconds() < kLeastSeconds) {
        return {};
    }
    const std::vector<double> edges = gridEdges(mono.seconds(), downbeats);
    const std::vector<SectionCell> cells = sectionCells(mono, edges, context);
    if (std::ranges::all_of(cells, &SectionCell::silent)) {
        return {};
    }
    const Similarity chroma = chromaLikeness(cells);
    context.checkCancelled();
    const Similarity timbre = timbreLikeness(cells);
    context.checkCancelled();
    const std::vector<std::size_t> starts = sectionBoundaries(chroma, timbre, context);
    std::vector<CellRange> ranges;
    for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
        ranges.push_back({starts[i], starts[i + 1]});
    }
    const std::vector<std::size_t> letters = labels(ranges, chroma, timbre);
    std::vector<SectionSpan> sections;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        sections.push_back({{edges[ranges[i].begin], edges[ranges[i].end]}, letter(letters[i])});
    }
    return sections;
}

} // namespace morphony
