// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/render/render_settings.h"

#include "train/settings_reader.h"

namespace morphony {

RenderSettings renderSettingsFrom(const std::filesystem::path& file) {
    SettingsReader reader(file);
    RenderSettings settings;
    reader.read("seed", settings.seed);
    reader.read("pieces", settings.pieces, 1);
    reader.read("styles_per_piece", settings.stylesPerPiece, 1);
    reader.read("seconds", settings.seconds, 4.0, 600.0);
    reader.read("held_out_share", settings.heldOutShare, 0.0, 1.0);
    reader.read("styles", settings.styles);
    reader.read("held_out_styles", settings.heldOutStyles);
    reader.read("soundfonts", settings.soundfonts);
    reader.read("held_out_soundfonts", settings.heldOutSoundfonts);
    reader.read("augment", settings.augment);
    std::string audio = "none";
    reader.read("audio", audio);
    if (audio != "none" && audio != "mix" && audio != "stems") {
        reader.fail("audio", "\"none\", \"mix\" or \"stems\" is expected");
    }
    settings.audio = audio == "none"  ? RenderSettings::Audio::None
                     : audio == "mix" ? RenderSettings::Audio::Mix
                                      : RenderSettings::Audio::Stems;
    reader.read("pieces_per_shard", settings.piecesPerShard, 1);
    reader.finish();
    return settings;
}

} // namespace morphony
