// SPDX-License-Identifier: GPL-3.0-or-later
// qm-dsp's beat, downbeat, key and section estimators with the settings of its own Vamp plugins, as JSON on standard
// output.
#include <dsp/keydetection/GetKeyMode.h>
#include <dsp/onsets/DetectionFunction.h>
#include <dsp/segmentation/ClusterMeltSegmenter.h>
#include <dsp/tempotracking/DownBeat.h>
#include <dsp/tempotracking/TempoTrackV2.h>
#include <maths/MathUtilities.h>

#include <nlohmann/json.hpp>
#include <sndfile.h>

#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

namespace {

struct Mono {
    std::vector<double> samples;
    int rate = 0;
};

Mono read(const char* path) {
    SF_INFO info{};
    SNDFILE* file = sf_open(path, SFM_READ, &info);
    if (!file) {
        throw std::runtime_error(std::string(path) + " cannot be read: " + sf_strerror(nullptr));
    }
    Mono mono{{}, info.samplerate};
    std::vector<float> block(std::size_t(info.channels) * 65536);
    sf_count_t frames = 0;
    while ((frames = sf_readf_float(file, block.data(), 65536)) > 0) {
        for (sf_count_t frame = 0; frame < frames; ++frame) {
            double sum = 0.0;
            for (int channel = 0; channel < info.channels; ++channel) {
                sum += block[std::size_t(frame * info.channels + channel)];
            }
            mono.samples.push_back(sum / info.channels);
        }
    }
    sf_close(file);
    return mono;
}

nlohmann::json beats(const Mono& mono) {
    DFConfig config;
    config.DFType = DF_COMPLEXSD;
    config.stepSize = int(mono.rate * 0.01161 + 0.0001);
    config.frameLength = MathUtilities::nextPowerOfTwo(int(mono.rate / 50.0));
    config.dbRise = 3;
    config.adaptiveWhitening = false;
    config.whiteningRelaxCoeff = -1;
    config.whiteningFloor = -1;
    const auto step = std::size_t(config.stepSize);
    DetectionFunction detection(config);
    DownBeat downBeat(float(mono.rate), 16, step); // 16: its decimation
    std::vector<double> curve;
    std::vector<float> block(step);
    for (std::size_t at = 0; at + std::size_t(config.frameLength) <= mono.samples.size(); at += step) {
        curve.push_back(detection.processTimeDomain(mono.samples.data() + at));
        std::copy_n(mono.samples.begin() + std::ptrdiff_t(at), step, block.begin());
        downBeat.pushAudioBlock(block.data());
    }
    while (!curve.empty() && curve.back() <= 0.0) {
        curve.pop_back();
    }
    nlohmann::json result{{"beats", nlohmann::json::array()}, {"downbeats", nlohmann::json::array()}};
    if (curve.size() < 3) {
        return result;
    }
    // the plug-in leaves the first two values out: they belong to frames that were not full yet
    const std::vector<double> usable(curve.begin() + 2, curve.end());
    std::vector<double> periods(usable.size());
    std::vector<double> tempi;
    std::vector<double> places;
    TempoTrackV2 tracker(float(mono.rate), config.stepSize);
    tracker.calculateBeatPeriod(usable, periods, tempi);
    tracker.calculateBeats(usable, periods, places);
    std::size_t length = 0;
    const float* buffered = downBeat.getBufferedAudio(length);
    std::vector<int> bars;
    downBeat.setBeatsPerBar(4); // the plug-in's default; it does not estimate the meter
    downBeat.findDownBeats(buffered, length, places, bars);
    for (std::size_t index = 0; index < places.size(); ++index) {
        const double time = (places[index] + 2.0) * double(step) / mono.rate;
        result["beats"].push_back(time);
        if (std::find(bars.begin(), bars.end(), int(index)) != bars.end()) {
            result["downbeats"].push_back(time);
        }
    }
    return result;
}

std::string key(const Mono& mono) {
    GetKeyMode detector(mono.rate, 440.0F, 10.0, 10.0); // the plug-in's averages, in frames
    const auto block = std::size_t(detector.getBlockSize());
    const auto hop = std::size_t(detector.getHopSize());
    std::vector<int> votes(25); // 1 to 12: C major to B major, 13 to 24: minor, 0: none
    std::vector<double> frame(block);
    for (std::size_t at = 0; at + block <= mono.samples.size(); at += hop) {
        std::copy_n(mono.samples.begin() + std::ptrdiff_t(at), block, frame.begin());
        const int found = detector.process(frame.data());
        votes[std::size_t(std::clamp(found, 0, 24))] += 1;
    }
    const auto best = std::max_element(votes.begin() + 1, votes.end()) - votes.begin();
    static const char* const kNames[] = {"C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"};
    return std::string(kNames[(best - 1) % 12]) + (best > 12 ? " minor" : " major");
}

nlohmann::json sections(const Mono& mono) {
    ClusterMeltSegmenterParams params;
    params.neighbourhoodLimit = int(4.0 / params.hopSize + 0.0001); // the plug-in's least length of four seconds
    ClusterMeltSegmenter segmenter(params);
    segmenter.initialise(mono.rate);
    const auto window = std::size_t(segmenter.getWindowsize());
    const auto hop = std::size_t(segmenter.getHopsize());
    for (std::size_t at = 0; at + window <= mono.samples.size(); at += hop) {
        segmenter.extractFeatures(mono.samples.data() + at, int(window));
    }
    segmenter.segment(10); // the plug-in's number of kinds
    nlohmann::json result = nlohmann::json::array();
    for (const Segment& segment : segmenter.getSegmentation().segments) {
        result.push_back({{"start", double(segment.start) / mono.rate},
                          {"end", double(segment.end) / mono.rate},
                          {"label", std::string(1, char('A' + segment.type))}});
    }
    return result;
}

} // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "usage: accuracy_qm_peer FILE\n";
        return 2;
    }
    try {
        const Mono mono = read(arguments[1]);
        nlohmann::json result = beats(mono);
        result["key"] = key(mono);
        result["sections"] = sections(mono);
        std::cout << result.dump() << '\n';
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
    return 0;
}
