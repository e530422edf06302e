// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/options.h"

#include "core/engine_error.h"

#include <charconv>
#include <cmath>

namespace morphony::cli {

namespace {

[[noreturn]] void throwUsage(std::string_view option, const std::string& sentence) {
    throw EngineError(ErrorKind::BadUsage, std::string(option) + ": " + sentence);
}

[[noreturn]] void throwNot(std::string_view option, std::string_view text, const std::string& expected) {
    throwUsage(option, "'" + std::string(text) + "' is not " + expected + ".");
}

template <typename T>
std::optional<T> numberFrom(std::string_view text) {
    T value{};
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    return end.ec == std::errc() && end.ptr == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

template <typename Value, std::size_t size>
Value named(std::string_view option, std::string_view text, const Names<Value, size>& names) {
    if (const auto value = valueOf(names, text)) {
        return *value;
    }
    std::string expected;
    for (std::size_t i = 0; i < size; ++i) {
        expected += (i == 0 ? "" : i + 1 == size ? " or " : ", ") + std::string(names[i].second);
    }
    throwNot(option, text, expected);
}

struct BitRates {
    int least; ///< kbit/s
    int most;
};

SampleFormat sampleFormatFor(AudioFormat format, const std::string& bits) {
    if (format != AudioFormat::Wav && format != AudioFormat::Flac) {
        throwUsage("--bits", "only WAV and FLAC have a sample format; MP3 and OGG take --kbps.");
    }
    const SampleFormat wanted = named("--bits", bits, kSampleFormatNames);
    if (format == AudioFormat::Flac && wanted == SampleFormat::Float32) {
        throwUsage("--bits", "FLAC holds 16 or 24 bits; write a .wav for 32f.");
    }
    return wanted;
}

int bitRateFor(AudioFormat format, const std::string& kbps) {
    if (format != AudioFormat::Mp3 && format != AudioFormat::OggVorbis) {
        throwUsage("--kbps", "only MP3 and OGG have a bit rate; WAV and FLAC take --bits.");
    }
    const BitRates rates = format == AudioFormat::Mp3 ? BitRates{32, 320} : BitRates{48, 500};
    return parseWhole("--kbps", kbps, rates.least, rates.most);
}

} // namespace

std::filesystem::path parsePath(std::string_view option, const std::string& text) {
    if (text.empty()) {
        throwUsage(option, "the name is empty.");
    }
    return text;
}

double parseShare(std::string_view option, std::string_view text) {
    const auto value = numberFrom<double>(text);
    if (!value || !(*value >= 0.0 && *value <= 1.0)) { // the negation also catches "nan"
        throwNot(option, text, "a number from 0 to 1");
    }
    return *value;
}

int parseWhole(std::string_view option, std::string_view text, int least, int most) {
    const auto value = numberFrom<int>(text);
    if (!value || *value < least || *value > most) {
        throwNot(option, text, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    }
    return *value;
}

std::uint64_t parseSeed(std::string_view option, std::string_view text) {
    const auto value = numberFrom<std::uint64_t>(text);
    if (!value) {
        throwNot(option, text, "a whole number from 0 to 18446744073709551615");
    }
    return *value;
}

std::set<Stem> parseStems(std::string_view option, std::string_view text) {
    std::set<Stem> stems;
    for (std::size_t begin = 0;;) {
        const std::size_t comma = text.find(',', begin);
        stems.insert(named(option, text.substr(begin, comma - begin), kStemNames));
        if (comma == std::string_view::npos) {
            return stems;
        }
        begin = comma + 1;
    }
}

Device parseDevice(std::string_view option, std::string_view text) { return named(option, text, kDeviceNames); }

std::map<std::string, std::string> parseSettings(std::string_view option, const std::vector<std::string>& pairs) {
    std::map<std::string, std::string> settings;
    for (const std::string& pair : pairs) {
        const std::size_t equals = pair.find('=');
        if (equals == std::string::npos || equals == 0) {
            throwNot(option, pair, "of the form key=value");
        }
        if (!settings.emplace(pair.substr(0, equals), pair.substr(equals + 1)).second) {
            throwUsage(option, "'" + pair.substr(0, equals) + "' is given twice.");
        }
    }
    return settings;
}

void addOutputOptions(Command& command, OutputArguments& arguments) {
    command.addRequired("-o,--output", "OUT", "The result; the ending .wav, .flac, .mp3 or .ogg picks the format",
                        arguments.out);
    command.addOption("--bits", "16|24|32f", "Sample format of WAV (16, 24, 32f; default 32f) or FLAC (16, 24; default 24)",
                      arguments.bits);
    command.addOption("--kbps", "N", "Bit rate of MP3 (32 to 320; default 320) or OGG (48 to 500; default about 256)",
                      arguments.kbps);
    command.addFlag("--overwrite", "Replace files that exist", arguments.overwrite);
}

AudioWriteSettings writeSettings(const OutputArguments& arguments) {
    AudioWriteSettings settings;
    settings.format = formatForEnding(arguments.out);
    settings.overwrite = arguments.overwrite;
    if (arguments.bits) {
        settings.sampleFormat = sampleFormatFor(*settings.format, *arguments.bits);
    }
    if (arguments.kbps) {
        settings.kbps = bitRateFor(*settings.format, *arguments.kbps);
    }
    return settings;
}

} // namespace morphony::cli
