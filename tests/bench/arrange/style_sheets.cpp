// SPDX-License-Identifier: GPL-3.0-or-later
// morphony-sheets FOLDER: every built-in style by itself (music/style_sheet.h) as FOLDER/ID.wav, and in FOLDER/sheets.json
// its family and the beats of what it plays.
#include "io/audio_writer.h"
#include "music/style_sheet.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>

using namespace morphony;

int main(int count, char** arguments) {
    if (count != 2) {
        std::fprintf(stderr, "usage: morphony-sheets FOLDER\n");
        return 2;
    }
    try {
        const std::filesystem::path folder = arguments[1];
        std::filesystem::create_directories(folder);
        constexpr SampleRate kRate{44'100};
        nlohmann::json list;
        for (const Style& style : builtInStyles()) {
            JobContext context;
            const StyleSheet sheet = styleSheet(style, 1, kRate, context);
            AudioWriter writer(folder / (style.id + ".wav"), kRate, 2, {.overwrite = true});
            writer.write(readAll(*sheet.audio).view());
            writer.commit();
            list[style.id] = {{"family", style.family}, {"beats", sheetSong(style).rhythm.beats}};
        }
        std::ofstream(folder / "sheets.json") << list.dump();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
