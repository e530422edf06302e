// SPDX-License-Identifier: GPL-3.0-or-later
// The loop of planes_table.h, compiled by planes_baseline.cpp and planes_avx2.cpp, each after nn/vector_math.h and under
// its rules.

template <int KernelFrames>
MORPHONY_INLINE void rowTile(const RowTask& task, std::size_t frame) {
    constexpr int kVectors = 3;
    constexpr int kOut = 4;
    Float8 sums[kOut][kVectors];
#pragma GCC unroll 4
    for (int o = 0; o < kOut; ++o) {
#pragma GCC unroll 3
        for (int v = 0; v < kVectors; ++v) {
            sums[o][v] = Float8{} + task.bias[o];
        }
    }
    for (std::size_t channel = 0; channel < task.channels; ++channel) {
        const float* in = task.in + channel * task.inPlane + frame - KernelFrames / 2;
        const float* weights = task.weights + (channel * task.kernelBins + task.firstTap) * KernelFrames * kOut;
        for (std::size_t tap = 0; tap < task.tapCount; ++tap, in += task.inStep) {
#pragma GCC unroll 3
            for (int t = 0; t < KernelFrames; ++t, weights += kOut) {
                Float8 values[kVectors];
#pragma GCC unroll 3
                for (int v = 0; v < kVectors; ++v) {
                    load(in + t + v * static_cast<int>(kLanes), values[v]);
                }
#pragma GCC unroll 4
                for (int o = 0; o < kOut; ++o) {
                    const float weight = weights[o];
#pragma GCC unroll 3
                    for (int v = 0; v < kVectors; ++v) {
                        sums[o][v] += weight * values[v];
                    }
                }
            }
        }
    }
    const Float8 zero{};
#pragma GCC unroll 4
    for (int o = 0; o < kOut; ++o) {
#pragma GCC unroll 3
        for (int v = 0; v < kVectors; ++v) {
            const std::size_t place =
                static_cast<std::size_t>(o) * task.outPlane + frame + static_cast<std::size_t>(v) * kLanes;
            if (task.residual != nullptr) {
                Float8 before;
                load(task.residual + place, before);
                sums[o][v] += before;
            }
            if (task.rectified) {
                sums[o][v] = sums[o][v] > zero ? sums[o][v] : zero;
            }
            store(task.out + place, sums[o][v]);
        }
    }
}

void row(const RowTask& task) {
    for (std::size_t frame = 0; frame < task.frames; frame += kFramesAtOnce) {
        if (task.kernelFrames == 3) {
            rowTile<3>(task, frame);
        } else {
            rowTile<1>(task, frame);
        }
    }
}
