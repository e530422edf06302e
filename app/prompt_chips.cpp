// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/prompt_chips.h"

#include <QCoreApplication>

#include <algorithm>

namespace morphony {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("PromptChips", text); }

QString kindOf(const Reading& reading) {
    if (reading.role == Reading::Role::Kept) {
        return tr("Keep");
    }
    if (reading.role == Reading::Role::Unwanted) {
        return reading.amount < 1.0 ? tr("Less") : tr("No");
    }
    switch (reading.kind) {
    case ReadAs::Style:
        return tr("Genre");
    case ReadAs::Era:
        return tr("Era");
    case ReadAs::Mood:
        return tr("Mood");
    case ReadAs::Instrument:
    case ReadAs::Part:
        return tr("With");
    case ReadAs::Production:
        return tr("Sound");
    case ReadAs::Tempo:
        return tr("Tempo");
    case ReadAs::Meter:
        return tr("Meter");
    }
    return {};
}

/// A reading or ignored words, by where they stand: bytes of the prompt in UTF-8.
struct Place {
    std::size_t begin = 0;
    std::size_t end = 0;
    const Reading* reading = nullptr; ///< null: ignored
};

std::vector<Place> placesOf(const StyleSpec& spec) {
    std::vector<Place> places;
    for (const Reading& reading : spec.readings) {
        places.push_back({reading.begin, reading.end, &reading});
    }
    for (const IgnoredWords& words : spec.ignored) {
        places.push_back({words.begin, words.end, nullptr});
    }
    std::ranges::stable_sort(places, {}, &Place::begin);
    return places;
}

QString valueOf(const Reading& reading) {
    const QString name = QString::fromStdString(reading.name);
    // a style's amount is its share of all styles; the only one needs no number
    const bool share = reading.kind == ReadAs::Style && reading.role == Reading::Role::Wanted && reading.amount < 0.995;
    return share ? tr("%1 %2 %").arg(name).arg(qRound(100.0 * reading.amount)) : name;
}

} // namespace

QList<PromptChip> promptChips(const StyleSpec& spec, const QString& prompt) {
    const QByteArray bytes = prompt.toUtf8();
    QList<PromptChip> chips;
    for (const Place& place : placesOf(spec)) {
        if (place.reading != nullptr) {
            chips.append({kindOf(*place.reading), valueOf(*place.reading), true});
        } else {
            const QByteArray words =
                bytes.mid(static_cast<qsizetype>(place.begin), static_cast<qsizetype>(place.end - place.begin));
            chips.append({QString::fromUtf8(words), tr("no effect"), false});
        }
    }
    return chips;
}

QString withoutChip(const StyleSpec& spec, const QString& prompt, int index) {
    const std::vector<Place> places = placesOf(spec);
    if (index < 0 || static_cast<std::size_t>(index) >= places.size()) {
        return prompt;
    }
    const Place& place = places[static_cast<std::size_t>(index)];
    QByteArray bytes = prompt.toUtf8();
    bytes.remove(static_cast<qsizetype>(place.begin), static_cast<qsizetype>(place.end - place.begin));
    return QString::fromUtf8(bytes).simplified();
}

} // namespace morphony
