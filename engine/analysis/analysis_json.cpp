// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/analysis_json.h"

#include <nlohmann/json.hpp>

namespace morphony {

namespace {

using Json = nlohmann::ordered_json;

template <typename Value>
Json orNull(const std::optional<Value>& value) {
    return value ? Json(*value) : Json(nullptr);
}

template <typename Value>
std::optional<Value> optionalAt(const Json& object, const char* key) {
    const Json& value = object.at(key);
    return value.is_null() ? std::nullopt : std::optional(value.get<Value>());
}

template <typename Value, typename Convert>
Json listOf(const std::vector<Value>& values, const Convert& convert) {
    Json list = Json::array();
    for (const Value& value : values) {
        list.push_back(convert(value));
    }
    return list;
}

template <typename Value, typename Convert>
std::vector<Value> listAt(const Json& object, const char* key, const Convert& convert) {
    std::vector<Value> values;
    for (const Json& entry : object.at(key)) {
        values.push_back(convert(entry));
    }
    return values;
}

Json span(TimeRange time) { return {{"start", time.from}, {"end", time.to}}; }

TimeRange spanOf(const Json& json) { return {json.at("start").get<double>(), json.at("end").get<double>()}; }

Json keyToJson(const KeySpan& key) {
    Json json = span(key.time);
    json["key"] = keyName(key.tonic, key.minor);
    json["tonic"] = key.tonic;
    json["minor"] = key.minor;
    json["confidence"] = key.confidence;
    return json;
}

KeySpan keyFromJson(const Json& json) {
    return {spanOf(json), json.at("tonic").get<int>(), json.at("minor").get<bool>(), json.at("confidence").get<double>()};
}

Json chordToJson(const ChordSpan& chord) {
    Json json = span(chord.time);
    json["label"] = chord.label;
    json["bass"] = orNull(chord.bass);
    json["confidence"] = chord.confidence;
    return json;
}

ChordSpan chordFromJson(const Json& json) {
    return {spanOf(json), json.at("label").get<std::string>(), optionalAt<int>(json, "bass"),
            json.at("confidence").get<double>()};
}

Json noteToJson(const Note& note) {
    return {{"start", note.start}, {"end", note.end}, {"pitch", note.pitch}, {"velocity", note.velocity}};
}

Note noteFromJson(const Json& json) {
    return {json.at("start").get<double>(), json.at("end").get<double>(), json.at("pitch").get<int>(),
            json.at("velocity").get<int>()};
}

Json sectionToJson(const SectionSpan& section) {
    Json json = span(section.time);
    json["label"] = section.label;
    return json;
}

SectionSpan sectionFromJson(const Json& json) { return {spanOf(json), json.at("label").get<std::string>()}; }

Json tagToJson(const MusicTag& tag) { return {{"tag", tag.name}, {"probability", tag.probability}}; }

MusicTag tagFromJson(const Json& json) { return {json.at("tag").get<std::string>(), json.at("probability").get<double>()}; }

Json tempoToJson(const TempoPoint& point) { return {{"time", point.time}, {"bpm", point.bpm}}; }

TempoPoint tempoFromJson(const Json& json) { return {json.at("time").get<double>(), json.at("bpm").get<double>()}; }

void addRhythm(Json& json, const Rhythm& rhythm) {
    json["tempo_bpm"] = orNull(rhythm.tempoBpm);
    json["tempo_confidence"] = rhythm.tempoConfidence;
    json["tempo_curve"] = listOf(rhythm.tempoCurve, tempoToJson);
    json["meter"] = rhythm.meter.empty() ? Json(nullptr) : Json(rhythm.meter);
    json["beats_per_bar"] = rhythm.beatsPerBar;
    json["beats"] = rhythm.beats;
    json["beat_confidence"] = rhythm.beatConfidence;
    json["downbeats"] = rhythm.downbeats;
    json["downbeat_confidence"] = rhythm.downbeatConfidence;
}

Rhythm rhythmFrom(const Json& json) {
    Rhythm rhythm;
    rhythm.tempoBpm = optionalAt<double>(json, "tempo_bpm");
    rhythm.tempoConfidence = json.at("tempo_confidence").get<double>();
    rhythm.tempoCurve = listAt<TempoPoint>(json, "tempo_curve", tempoFromJson);
    rhythm.meter = optionalAt<std::string>(json, "meter").value_or("");
    rhythm.beatsPerBar = json.at("beats_per_bar").get<int>();
    rhythm.beats = json.at("beats").get<std::vector<double>>();
    rhythm.beatConfidence = json.at("beat_confidence").get<double>();
    rhythm.downbeats = json.at("downbeats").get<std::vector<double>>();
    rhythm.downbeatConfidence = json.at("downbeat_confidence").get<double>();
    return rhythm;
}

void addHarmony(Json& json, const Harmony& harmony) {
    json["key"] = harmony.key ? Json(keyName(harmony.key->tonic, harmony.key->minor)) : Json(nullptr);
    json["key_confidence"] = harmony.key ? harmony.key->confidence : 0.0;
    json["key_tonic"] = harmony.key ? Json(harmony.key->tonic) : Json(nullptr);
    json["key_minor"] = harmony.key ? Json(harmony.key->minor) : Json(nullptr);
    json["keys"] = listOf(harmony.keys, keyToJson);
    json["tuning_cents"] = harmony.tuningCents;
    json["tuning_confidence"] = harmony.tuningConfidence;
    json["chords"] = listOf(harmony.chords, chordToJson);
}

Harmony harmonyFrom(const Json& json, double seconds) {
    Harmony harmony;
    if (const auto tonic = optionalAt<int>(json, "key_tonic")) {
        harmony.key =
            KeySpan{{0.0, seconds}, *tonic, json.at("key_minor").get<bool>(), json.at("key_confidence").get<double>()};
    }
    harmony.keys = listAt<KeySpan>(json, "keys", keyFromJson);
    harmony.tuningCents = json.at("tuning_cents").get<double>();
    harmony.tuningConfidence = json.at("tuning_confidence").get<double>();
    harmony.chords = listAt<ChordSpan>(json, "chords", chordFromJson);
    return harmony;
}

void addLevels(Json& json, const Levels& levels) {
    json["lufs"] = levels.lufs;
    json["loudness_range"] = levels.loudnessRange;
    json["max_short_term_lufs"] = levels.maxShortTermLufs;
    json["true_peak_dbtp"] = levels.truePeakDbtp;
    json["bandwidth_hz"] = orNull(levels.bandwidthHz);
    json["stereo_width"] = orNull(levels.stereoWidth);
    json["dc_offset"] = levels.dcOffset;
    json["clipped_share"] = levels.clippedShare;
    json["silence_share"] = levels.silenceShare;
}

Levels levelsFrom(const Json& json) {
    Levels levels;
    levels.lufs = json.at("lufs").get<double>();
    levels.loudnessRange = json.at("loudness_range").get<double>();
    levels.maxShortTermLufs = json.at("max_short_term_lufs").get<double>();
    levels.truePeakDbtp = json.at("true_peak_dbtp").get<double>();
    levels.bandwidthHz = optionalAt<double>(json, "bandwidth_hz");
    levels.stereoWidth = optionalAt<double>(json, "stereo_width");
    levels.dcOffset = json.at("dc_offset").get<double>();
    levels.clippedShare = json.at("clipped_share").get<double>();
    levels.silenceShare = json.at("silence_share").get<double>();
    return levels;
}

} // namespace

std::string analysisToJson(const TrackAnalysis& analysis, const std::string& file) {
    Json json = Json::object();
    if (!file.empty()) {
        json["file"] = file;
    }
    json["seconds"] = analysis.seconds;
    addRhythm(json, analysis.rhythm);
    addHarmony(json, analysis.harmony);
    json["notes"] = listOf(analysis.notes, noteToJson);
    json["melody"] = listOf(analysis.melody, noteToJson);
    json["sections"] = listOf(analysis.sections, sectionToJson);
    json["energy_per_bar"] = analysis.energyPerBar;
    json["percussive_share"] = analysis.percussiveShare;
    json["singing"] = orNull(analysis.singing);
    json["tags"] = listOf(analysis.tags, tagToJson);
    addLevels(json, analysis.levels);
    json["remarks"] = analysis.remarks;
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<TrackAnalysis> analysisFromJson(const std::string& text) {
    try {
        const Json json = Json::parse(text);
        TrackAnalysis analysis;
        analysis.seconds = json.at("seconds").get<double>();
        analysis.rhythm = rhythmFrom(json);
        analysis.harmony = harmonyFrom(json, analysis.seconds);
        analysis.notes = listAt<Note>(json, "notes", noteFromJson);
        analysis.melody = listAt<Note>(json, "melody", noteFromJson);
        analysis.sections = listAt<SectionSpan>(json, "sections", sectionFromJson);
        analysis.energyPerBar = json.at("energy_per_bar").get<std::vector<double>>();
        analysis.percussiveShare = json.at("percussive_share").get<double>();
        analysis.singing = optionalAt<double>(json, "singing");
        analysis.tags = listAt<MusicTag>(json, "tags", tagFromJson);
        analysis.levels = levelsFrom(json);
        analysis.remarks = json.at("remarks").get<std::vector<std::string>>();
        return analysis;
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

} // namespace morphony
