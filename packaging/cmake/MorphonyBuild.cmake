# SPDX-License-Identifier: GPL-3.0-or-later
# Settings and helpers that every folder of the tree uses.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release)
endif()

set(MORPHONY_DEPS ${PROJECT_SOURCE_DIR}/.deps CACHE PATH "Where packaging/dev setup puts LibTorch and models")

find_program(MORPHONY_CCACHE ccache)
if(MORPHONY_CCACHE)
    # what ccache needs to be told before it keeps objects that were made with precompiled headers
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${MORPHONY_CCACHE})
endif()

add_compile_options(-Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    add_compile_options(-Wno-restrict) # GCC bug 105651: false alarms on std::string + in optimised builds
endif()
find_program(MORPHONY_GOLD ld.gold)
if(MORPHONY_GOLD)
    add_link_options(-fuse-ld=gold) # a hundred tests to link: a fifth of the time that ld takes
endif()
if(MORPHONY_WERROR)
    add_compile_options(-Werror)
endif()
if(MORPHONY_SANITIZE)
    add_compile_options(-fsanitize=${MORPHONY_SANITIZE} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${MORPHONY_SANITIZE})
endif()

# For code that costs more to optimise than it ever runs: the tests, the window, and templates of CLI11 and JSON.
set(MORPHONY_QUICK $<$<CONFIG:Release>:-O1>)

# morphony_pkg(NAME MODULE...): an imported target morphony::NAME from pkg-config modules. Their definitions for the C
# library are left out: g++ has made them already, and a precompiled header made without them would not be used.
function(morphony_pkg name)
    pkg_check_modules(MORPHONY_${name} REQUIRED IMPORTED_TARGET GLOBAL ${ARGN})
    get_target_property(options PkgConfig::MORPHONY_${name} INTERFACE_COMPILE_OPTIONS)
    if(options)
        list(FILTER options EXCLUDE REGEX "^(-pthread|-D_.*)$")
        set_target_properties(PkgConfig::MORPHONY_${name} PROPERTIES INTERFACE_COMPILE_OPTIONS "${options}")
    endif()
    add_library(morphony::${name} INTERFACE IMPORTED GLOBAL)
    target_link_libraries(morphony::${name} INTERFACE PkgConfig::MORPHONY_${name})
endfunction()

# morphony_library(TARGET [FOLDERS sub ...] [EXCEPT file ...] [LINKS lib ...] [PRIVATE lib ...]): a static library of every
# .cpp file of the folder and the named folders below it, but for main.cpp, which is an executable's, and those excepted.
# LINKS is public, PRIVATE stays behind the wrapper.
function(morphony_library target)
    cmake_parse_arguments(ARG "" "" "FOLDERS;EXCEPT;LINKS;PRIVATE" ${ARGN})
    set(globs ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
    foreach(folder ${ARG_FOLDERS})
        list(APPEND globs ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
    endforeach()
    file(GLOB sources CONFIGURE_DEPENDS ${globs})
    foreach(file main.cpp ${ARG_EXCEPT})
        list(REMOVE_ITEM sources ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    endforeach()
    if(NOT sources)
        add_library(${target} INTERFACE)
        target_include_directories(${target} INTERFACE ${PROJECT_SOURCE_DIR}/engine)
        target_link_libraries(${target} INTERFACE ${ARG_LINKS} ${ARG_PRIVATE})
        return()
    endif()
    add_library(${target} STATIC ${sources})
    target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/engine)
    target_link_libraries(${target} PUBLIC ${ARG_LINKS} PRIVATE ${ARG_PRIVATE})
    if(CMAKE_CURRENT_SOURCE_DIR MATCHES "/engine/")
        if(TARGET morphony_engine_headers)
            morphony_precompile(${target} REUSE_FROM morphony_engine_headers)
        endif()
    endif()
endfunction()

# morphony_json_files(file ...): files whose templates of JSON cost more to optimise than they ever run.
function(morphony_json_files)
    set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS "${MORPHONY_QUICK}" SKIP_PRECOMPILE_HEADERS ON)
endfunction()

# morphony_embed(TARGET FUNCTION file ...): compiles the files' contents in; engine code declares
# std::span<const EmbeddedFile> FUNCTION() (core/embedded_file.h), so data needs no place of its own on disk.
function(morphony_embed target function)
    set(output ${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp)
    string(REPLACE ";" "$<SEMICOLON>" files "${ARGN}")
    add_custom_command(OUTPUT ${output} DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/packaging/cmake/EmbedFiles.cmake VERBATIM
        COMMAND ${CMAKE_COMMAND} -D OUTPUT=${output} -D FUNCTION=${function} -D "FILES=${files}"
                -P ${PROJECT_SOURCE_DIR}/packaging/cmake/EmbedFiles.cmake)
    target_sources(${target} PRIVATE ${output})
endfunction()

# morphony_precompile(TARGET header ... | REUSE_FROM target): more than half of a build goes into reading the headers of the
# standard library, of Qt and of JSON, so they are read once. Every file names all that it needs all the same: the preset
# `dev` builds without.
function(morphony_precompile target)
    if(CMAKE_DISABLE_PRECOMPILE_HEADERS)
        return()
    endif()
    if(ARGV1 STREQUAL REUSE_FROM)
        target_precompile_headers(${target} ${ARGN})
    else()
        target_precompile_headers(${target} PRIVATE ${ARGN})
    endif()
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>) # for ccache
endfunction()
set(MORPHONY_QT_HEADERS <QAbstractButton> <QLabel> <QPainter> <QString> <QWidget> <functional> <memory> <optional> <vector>)

# morphony_test_headers(): what the tests include, precompiled once for those without a window and once for the others.
# Where a test is built, which Qt would define differently in each folder, no test needs to know.
set(MORPHONY_TEST_OPTIONS ${MORPHONY_QUICK} -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR)
function(morphony_test_headers)
    set(plain_headers <QTest> <cmath> <filesystem> <memory> <string> <vector>)
    set(plain_links Qt6::Test)
    set(gui_headers ${plain_headers} ${MORPHONY_QT_HEADERS})
    set(gui_links Qt6::Test morphony_app)
    file(GENERATE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/headers.cpp CONTENT "")
    set(kinds plain)
    if(MORPHONY_GUI)
        list(APPEND kinds gui)
    endif()
    foreach(kind ${kinds})
        set(target morphony_test_headers_${kind})
        add_library(${target} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/headers.cpp)
        target_compile_definitions(${target} PRIVATE QT_NO_KEYWORDS)
        target_compile_options(${target} PRIVATE ${MORPHONY_TEST_OPTIONS})
        target_link_libraries(${target} PRIVATE ${${kind}_links})
        morphony_precompile(${target} ${${kind}_headers})
    endforeach()
endfunction()

# A test that hangs is stopped, by ctest and, for one function of it, by Qt Test. The sanitizers slow the engine down five
# to twenty times.
set(MORPHONY_TEST_SECONDS 600)
set(MORPHONY_TEST_FUNCTION_MS 300000)
if(MORPHONY_SANITIZE)
    set(MORPHONY_TEST_SECONDS 5400)
    set(MORPHONY_TEST_FUNCTION_MS 2300000)
endif()

# What the sanitizers are told when tests run: stop at the first finding, and pass over what is not ours.
set(MORPHONY_SANITIZER_ENVIRONMENT
    "ASAN_OPTIONS=detect_stack_use_after_return=1:allocator_may_return_null=1"
    "LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/packaging/lsan.supp:print_suppressions=0"
    "UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1"
    "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/packaging/tsan.supp:second_deadlock_stack=1")

# morphony_tests(LINKS lib ... [LABELS label ...]): one Qt Test executable per test_*.cpp of the folder, run by ctest with
# the offscreen platform and folders of its own for cache, config and data. moc is called by hand: CMake's automatic way
# costs a target and two more compilations for each of them.
function(morphony_tests)
    cmake_parse_arguments(ARG "" "" "LINKS;LABELS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/test_*.cpp)
    set(kind plain)
    if(ARG_LINKS MATCHES "morphony_(ui|app)(;|$)")
        set(kind gui)
    endif()
    foreach(source ${sources})
        get_filename_component(target ${source} NAME_WE)
        set(moc ${CMAKE_CURRENT_BINARY_DIR}/${target}.moc)
        qt6_generate_moc(${source} ${moc})
        add_executable(${target} ${source} ${moc})
        set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
        target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
        morphony_precompile(${target} REUSE_FROM morphony_test_headers_${kind})
        target_compile_definitions(${target} PRIVATE QT_NO_KEYWORDS)
        target_compile_options(${target} PRIVATE ${MORPHONY_TEST_OPTIONS})
        target_link_libraries(${target} PRIVATE ${ARG_LINKS} morphony_test_support Qt6::Test)
        add_test(NAME ${target} COMMAND ${target})
        set(home ${CMAKE_BINARY_DIR}/tests/home/${target})
        set_tests_properties(${target} PROPERTIES
            LABELS "${ARG_LABELS}" TIMEOUT ${MORPHONY_TEST_SECONDS}
            ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QTEST_FUNCTION_TIMEOUT=${MORPHONY_TEST_FUNCTION_MS};${MORPHONY_SANITIZER_ENVIRONMENT};XDG_CACHE_HOME=${home}/cache;XDG_CONFIG_HOME=${home}/config;XDG_DATA_HOME=${home}/data")
    endforeach()
endfunction()
