// SPDX-License-Identifier: GPL-3.0-or-later
#include "io/tags.h"

#include <array>
#include <taglib/attachedpictureframe.h>
#include <taglib/fileref.h>
#include <taglib/flacfile.h>
#include <taglib/flacpicture.h>
#include <taglib/id3v2tag.h>
#include <taglib/mp4file.h>
#include <taglib/mpegfile.h>
#include <taglib/opusfile.h>
#include <taglib/tfilestream.h>
#include <taglib/tpropertymap.h>
#include <taglib/vorbisfile.h>
#include <taglib/wavfile.h>
#include <utility>

namespace morphony {

namespace {

/// Pictures beyond this are not covers but mistakes, and would be carried into every variant.
constexpr unsigned kMaxCoverBytes = 16U << 20;

constexpr std::array kProperties{
    std::pair{"TITLE", &Tags::title}, std::pair{"ARTIST", &Tags::artist}, std::pair{"ALBUM", &Tags::album},
    std::pair{"DATE", &Tags::date},   std::pair{"GENRE", &Tags::genre},   std::pair{"TRACKNUMBER", &Tags::track},
};

std::string bytesOf(const TagLib::ByteVector& bytes) { return {bytes.data(), bytes.size()}; }

void setCover(Tags& tags, const TagLib::ByteVector& bytes, const TagLib::String& type) {
    if (!bytes.isEmpty() && bytes.size() <= kMaxCoverBytes) {
        tags.cover = bytesOf(bytes);
        tags.coverType = type.to8Bit(true);
    }
}

void coverFrom(Tags& tags, const TagLib::ID3v2::Tag* tag) {
    if (tag == nullptr) {
        return;
    }
    const auto& frames = tag->frameList("APIC");
    const TagLib::ID3v2::AttachedPictureFrame* best = nullptr;
    for (const auto* frame : frames) {
        const auto* picture = dynamic_cast<const TagLib::ID3v2::AttachedPictureFrame*>(frame);
        if (picture != nullptr && (best == nullptr || picture->type() == TagLib::ID3v2::AttachedPictureFrame::FrontCover)) {
            best = picture;
        }
    }
    if (best != nullptr) {
        setCover(tags, best->picture(), best->mimeType());
    }
}

void coverFrom(Tags& tags, const TagLib::List<TagLib::FLAC::Picture*>& pictures) {
    const TagLib::FLAC::Picture* best = nullptr;
    for (const auto* picture : pictures) {
        if (best == nullptr || picture->type() == TagLib::FLAC::Picture::FrontCover) {
            best = picture;
        }
    }
    if (best != nullptr) {
        setCover(tags, best->data(), best->mimeType());
    }
}

void coverFrom(Tags& tags, const TagLib::MP4::Tag* tag) {
    if (tag == nullptr || !tag->contains("covr")) {
        return;
    }
    const auto list = tag->item("covr").toCoverArtList();
    if (!list.isEmpty()) {
        const bool png = list.front().format() == TagLib::MP4::CoverArt::PNG;
        setCover(tags, list.front().data(), png ? "image/png" : "image/jpeg");
    }
}

void readCover(Tags& tags, TagLib::File* file) {
    if (auto* mpeg = dynamic_cast<TagLib::MPEG::File*>(file)) {
        coverFrom(tags, mpeg->hasID3v2Tag() ? mpeg->ID3v2Tag() : nullptr);
    } else if (auto* wav = dynamic_cast<TagLib::RIFF::WAV::File*>(file)) {
        coverFrom(tags, wav->hasID3v2Tag() ? wav->ID3v2Tag() : nullptr);
    } else if (auto* flac = dynamic_cast<TagLib::FLAC::File*>(file)) {
        coverFrom(tags, flac->pictureList());
    } else if (auto* vorbis = dynamic_cast<TagLib::Ogg::Vorbis::File*>(file);
               vorbis != nullptr && vorbis->tag() != nullptr) {
        coverFrom(tags, vorbis->tag()->pictureList());
    } else if (auto* opus = dynamic_cast<TagLib::Ogg::Opus::File*>(file); opus != nullptr && opus->tag() != nullptr) {
        coverFrom(tags, opus->tag()->pictureList());
    } else if (auto* mp4 = dynamic_cast<TagLib::MP4::File*>(file)) {
        coverFrom(tags, mp4->tag());
    }
}

TagLib::ByteVector vectorOf(const std::string& bytes) { return {bytes.data(), static_cast<unsigned>(bytes.size())}; }

void addCover(const Tags& tags, TagLib::ID3v2::Tag* tag) {
    auto* frame = new TagLib::ID3v2::AttachedPictureFrame; // owned by the tag from addFrame() on
    frame->setType(TagLib::ID3v2::AttachedPictureFrame::FrontCover);
    frame->setMimeType(tags.coverType);
    frame->setPicture(vectorOf(tags.cover));
    tag->addFrame(frame);
}

TagLib::FLAC::Picture* pictureOf(const Tags& tags) {
    auto* picture = new TagLib::FLAC::Picture; // owned by the file from addPicture() on
    picture->setType(TagLib::FLAC::Picture::FrontCover);
    picture->setMimeType(tags.coverType);
    picture->setData(vectorOf(tags.cover));
    return picture;
}

TagLib::PropertyMap propertiesOf(const Tags& tags) {
    TagLib::PropertyMap properties;
    for (const auto& [name, member] : kProperties) {
        if (const std::string& value = tags.*member; !value.empty()) {
            properties.replace(name, TagLib::String(value, TagLib::String::UTF8));
        }
    }
    return properties;
}

/// Kind of file by its first bytes, so that a temporary file's name does not matter.
std::unique_ptr<TagLib::File> openForWriting(TagLib::FileStream& stream) {
    const TagLib::ByteVector start = stream.readBlock(4);
    stream.seek(0);
    if (start == "RIFF") {
        return std::make_unique<TagLib::RIFF::WAV::File>(&stream, false);
    }
    if (start == "fLaC") {
        return std::make_unique<TagLib::FLAC::File>(&stream, TagLib::ID3v2::FrameFactory::instance(), false);
    }
    if (start == "OggS") {
        return std::make_unique<TagLib::Ogg::Vorbis::File>(&stream, false);
    }
    if (start.startsWith("ID3") || (start.size() > 1 && static_cast<unsigned char>(start[0]) == 0xFF)) {
        return std::make_unique<TagLib::MPEG::File>(&stream, TagLib::ID3v2::FrameFactory::instance(), false);
    }
    return nullptr;
}

} // namespace

bool Tags::empty() const {
    for (const auto& [name, member] : kProperties) {
        if (!(this->*member).empty()) {
            return false;
        }
    }
    return cover.empty();
}

Tags readTags(const std::filesystem::path& file) {
    Tags tags;
    TagLib::FileStream stream(file.c_str(), true);
    if (!stream.isOpen()) {
        return tags;
    }
    const TagLib::FileRef reference(&stream, false);
    if (reference.isNull() || reference.file() == nullptr) {
        return tags;
    }
    const TagLib::PropertyMap properties = reference.file()->properties();
    for (const auto& [name, member] : kProperties) {
        if (properties.contains(name) && !properties[name].isEmpty()) {
            tags.*member = properties[name].front().to8Bit(true);
        }
    }
    readCover(tags, reference.file());
    return tags;
}

bool writeTags(const std::filesystem::path& file, const Tags& tags) {
    TagLib::FileStream stream(file.c_str());
    if (!stream.isOpen() || stream.readOnly()) {
        return false;
    }
    const auto opened = openForWriting(stream);
    if (!opened || !opened->isValid()) {
        return false;
    }
    const TagLib::PropertyMap properties = propertiesOf(tags);
    const bool cover = !tags.cover.empty();
    if (auto* mpeg = dynamic_cast<TagLib::MPEG::File*>(opened.get())) {
        mpeg->ID3v2Tag(true)->setProperties(properties);
        if (cover) {
            addCover(tags, mpeg->ID3v2Tag());
        }
        return mpeg->save(TagLib::MPEG::File::ID3v2);
    }
    if (auto* wav = dynamic_cast<TagLib::RIFF::WAV::File*>(opened.get())) {
        wav->setProperties(properties); // into the ID3v2 chunk, and into INFO for players that know only that
        if (cover) {
            addCover(tags, wav->ID3v2Tag());
        }
        return wav->save();
    }
    opened->setProperties(properties);
    if (cover) {
        if (auto* flac = dynamic_cast<TagLib::FLAC::File*>(opened.get())) {
            flac->addPicture(pictureOf(tags));
        } else if (auto* vorbis = dynamic_cast<TagLib::Ogg::Vorbis::File*>(opened.get())) {
            vorbis->tag()->addPicture(pictureOf(tags));
        }
    }
    return opened->save();
}

} // namespace morphony
