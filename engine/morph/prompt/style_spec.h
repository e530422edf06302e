// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace morphony {

/// A name with how much of it: a style sheet's id, or an id of resources/prompt/*.json.
struct Weighted {
    std::string id;
    double amount = 1.0;
    friend bool operator==(const Weighted&, const Weighted&) = default;
};

enum class ReadAs { Style, Era, Mood, Instrument, Production, Tempo, Meter, Part };

/// What a part of the text was taken for.
struct Reading {
    enum class Role { Wanted, Unwanted, Kept };
    enum class How {
        Exact,    ///< the name itself
        Alias,    ///< another word for it, in any form or language of the lexicon
        Spelling, ///< a word that is spelled nearly like one of those
        Meaning,  ///< the sentence encoder found it to be the nearest in meaning
    };

    std::size_t begin = 0; ///< bytes of the prompt, [begin, end)
    std::size_t end = 0;
    ReadAs kind = ReadAs::Style;
    std::string id;      ///< in the lexicon, which is finer than the style sheets: "shoegaze"
    std::string name;    ///< for people: "Shoegaze", "80s", "Half time"
    double amount = 1.0; ///< 0.5 "a bit", 1.5 "very"; a style's is its share of all styles
    Role role = Role::Wanted;
    double confidence = 1.0; ///< 1 for Exact and Alias; 1 − distance / length, or the cosine, for the others
    How how = How::Exact;
};

/// Part of the text that has no effect: bytes [begin, end).
struct IgnoredWords {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// What a prompt asks for. A value; made by understandPrompt() from MorphRequest::prompt, once, before an engine runs.
///
/// How an engine that takes prompts uses it: blend or choose the style sheets of `styles` by their amounts; let `era`,
/// `moods` and `energy` pick variants, sounds and mix within them; add the parts of `instruments` and leave out those of
/// `without` (amount 1: none of it; 0.5: less); apply `production` to the mix (negative: less than the sheet has); follow
/// `tempo` only as a feel, because every beat stays on the source's beat; add keptStems() to MorphRequest::kept, which
/// prevails. What a sheet says and the prompt does not contradict stays as the sheet has it.
struct StyleSpec {
    enum class StylesFrom {
        Nothing,   ///< `styles` is empty: only parts, instruments or avoided styles were named
        Named,     ///< the prompt names them
        Suggested, ///< they follow from the era, moods and instruments that it names
    };

    std::vector<Weighted> styles; ///< ids of style sheets; amounts add up to 1, the largest first, at most 4
    StylesFrom stylesFrom = StylesFrom::Nothing;
    std::vector<std::string> avoided;  ///< ids of style sheets that are not wanted
    std::optional<double> strength;    ///< "slightly jazzy", "70 % jazz": where the dial should stand, 0 to 1
    std::optional<int> era;            ///< decade: 1980
    std::vector<Weighted> moods;       ///< negative amounts are not wanted
    double energy = 0.0;               ///< −1 (calm) to 1, from moods and tempo words
    std::vector<Weighted> instruments; ///< wanted
    std::vector<Weighted> without;     ///< not wanted: instruments, and parts such as "melody"
    bool onlyThese = false;            ///< "just piano and strings": nothing but `instruments`
    std::vector<Weighted> production;  ///< negative amounts: less of it than usual
    std::string meter;                 ///< "3/4"; empty: the source's

    enum class Feel { AsSource, Half, Double };
    struct Tempo {
        Feel feel = Feel::AsSource;
        double change = 0.0;       ///< −1 (slower) to 1 (faster): which of two feels to take
        std::optional<double> bpm; ///< of the style; the nearest feel serves it
        friend bool operator==(const Tempo&, const Tempo&) = default;
    } tempo;

    std::vector<std::string> kept; ///< ids of instruments and parts that stay the source's, and "everything"

    std::vector<Reading> readings;     ///< in the order of the text
    std::vector<IgnoredWords> ignored; ///< in the order of the text
};

} // namespace morphony
