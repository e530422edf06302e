// SPDX-License-Identifier: GPL-3.0-or-later
#include "morph/morpher.h"

#include "core/engine_error.h"
#include "morph/arrange/arrange_engine.h"
#include "morph/mosaic/mosaic_engine.h"

#include <algorithm>

namespace morphony {

namespace {

std::string idsOf(const std::vector<std::unique_ptr<Morpher>>& all) {
    std::string list;
    for (const auto& engine : all) {
        list += (list.empty() ? "" : ", ") + engine->id();
    }
    return list;
}

bool serves(const Morpher& engine, const MorphRequest& request) {
    return (request.style && engine.takesStyleTrack()) || (!request.prompt.empty() && engine.takesPrompt());
}

const Morpher& named(const MorphRequest& request) {
    const auto& all = engines();
    const auto found = std::ranges::find_if(all, [&](const auto& engine) { return engine->id() == request.engine; });
    if (found == all.end()) {
        throw EngineError(ErrorKind::BadUsage,
                          "There is no engine \"" + request.engine + "\"; there are: auto, " + idsOf(all) + ".");
    }
    return **found;
}

EngineChoice automatic(const MorphRequest& request) {
    const bool both = request.style && !request.prompt.empty();
    const Morpher* unable = nullptr;
    // an engine that takes both targets is preferred when both are given
    for (const bool wantBoth : {both, false}) {
        for (const auto& engine : engines()) {
            if (!serves(*engine, request) || (wantBoth && !(engine->takesPrompt() && engine->takesStyleTrack()))) {
                continue;
            }
            if (engine->missing().empty()) {
                const bool byStyle = request.style && engine->takesStyleTrack();
                return {engine.get(),
                        engine->id() + " takes the " + (byStyle ? "style track" : "prompt") + ": " + engine->summary()};
            }
            unable = engine.get();
        }
    }
    if (unable != nullptr) {
        return {unable, {}};
    }
    throw EngineError(ErrorKind::BadUsage, "No engine of this version reads a prompt; give a style track as well.");
}

} // namespace

const char* name(LayerRole role) {
    switch (role) {
    case LayerRole::Source:
        return "source";
    case LayerRole::Vocals:
        return "vocals";
    case LayerRole::Drums:
        return "drums";
    case LayerRole::Bass:
        return "bass";
    case LayerRole::Harmony:
        return "harmony";
    case LayerRole::Lead:
        return "lead";
    case LayerRole::Texture:
        return "texture";
    }
    return "texture";
}

const std::vector<std::unique_ptr<Morpher>>& engines() {
    static const auto all = [] {
        std::vector<std::unique_ptr<Morpher>> list;
        list.push_back(std::make_unique<MosaicEngine>());
        list.push_back(std::make_unique<ArrangeEngine>());
        return list;
    }();
    return all;
}

EngineChoice chooseEngine(const MorphRequest& request) {
    if (!request.style && request.prompt.empty()) {
        throw EngineError(ErrorKind::BadUsage, "Nothing to morph into: give a style track or a prompt.");
    }
    EngineChoice choice = request.engine == "auto" ? automatic(request) : EngineChoice{&named(request), {}};
    if (!serves(*choice.engine, request)) {
        throw EngineError(ErrorKind::BadUsage, "The engine " + choice.engine->id() + " needs a " +
                                                   (choice.engine->takesStyleTrack() ? "style track" : "prompt") + ".");
    }
    if (const std::string missing = choice.engine->missing(); !missing.empty()) {
        throw EngineError(ErrorKind::MissingResource, missing);
    }
    return choice;
}

} // namespace morphony
