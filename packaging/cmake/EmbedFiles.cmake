# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -D OUTPUT=file.cpp -D FUNCTION=name -D FILES=a;b -P EmbedFiles.cmake: writes a source file that holds the texts of
# the files. See morphony_embed() in MorphonyBuild.cmake.

set(entries "")
foreach(file ${FILES})
    get_filename_component(name ${file} NAME)
    # by bytes, because CMake's own reading of text takes semicolons and brackets for lists
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${hex}")
    string(LENGTH "${hex}" digits)
    math(EXPR size "${digits} / 2")
    string(APPEND entries "    {\"${name}\", std::string_view(\"${bytes}\", ${size})},\n")
endforeach()
file(WRITE ${OUTPUT}.new "#include \"core/embedded_file.h\"

namespace morphony {
std::span<const EmbeddedFile> ${FUNCTION}() {
    static constexpr EmbeddedFile kFiles[] = {
${entries}    };
    return kFiles;
}
} // namespace morphony
")
file(RENAME ${OUTPUT}.new ${OUTPUT})
