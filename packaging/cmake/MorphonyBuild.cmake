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
    set(CMAKE_CXX_COMPILER_LAUNCHER ${MORPHONY_CCACHE})
endif()

add_compile_options(-Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    add_compile_options(-Wno-restrict) # GCC bug 105651: false alarms on std::string + in optimised builds
endif()
if(MORPHONY_WERROR)
    add_compile_options(-Werror)
endif()
if(MORPHONY_SANITIZE)
    add_compile_options(-fsanitize=${MORPHONY_SANITIZE} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${MORPHONY_SANITIZE})
endif()

# For code that costs more to optimise than it ever runs: the tests, and the command line's templates of CLI11 and JSON.
set(MORPHONY_QUICK $<$<CONFIG:Release>:-O1>)

# morphony_pkg(NAME MODULE...): an imported target morphony::NAME from pkg-config modules.
function(morphony_pkg name)
    pkg_check_modules(MORPHONY_${name} REQUIRED IMPORTED_TARGET GLOBAL ${ARGN})
    add_library(morphony::${name} INTERFACE IMPORTED GLOBAL)
    target_link_libraries(morphony::${name} INTERFACE PkgConfig::MORPHONY_${name})
endfunction()

# morphony_library(TARGET [FOLDERS sub ...] [LINKS lib ...] [PRIVATE lib ...]): a static library of every .cpp file of
# the folder and the named folders below it, but for main.cpp, which is an executable's. LINKS is public, PRIVATE stays
# behind the wrapper.
function(morphony_library target)
    cmake_parse_arguments(ARG "" "" "FOLDERS;LINKS;PRIVATE" ${ARGN})
    set(globs ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
    foreach(folder ${ARG_FOLDERS})
        list(APPEND globs ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
    endforeach()
    file(GLOB sources CONFIGURE_DEPENDS ${globs})
    list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
    if(NOT sources)
        add_library(${target} INTERFACE)
        target_include_directories(${target} INTERFACE ${PROJECT_SOURCE_DIR}/engine)
        target_link_libraries(${target} INTERFACE ${ARG_LINKS} ${ARG_PRIVATE})
        return()
    endif()
    add_library(${target} STATIC ${sources})
    target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/engine)
    target_link_libraries(${target} PUBLIC ${ARG_LINKS} PRIVATE ${ARG_PRIVATE})
endfunction()

# morphony_tests(LINKS lib ... [LABELS label ...] [LAUNCHER command ...]): one Qt Test executable per test_*.cpp of the
# folder, run by ctest with the offscreen platform and folders of its own for cache, config and data.
function(morphony_tests)
    cmake_parse_arguments(ARG "" "" "LINKS;LABELS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/test_*.cpp)
    foreach(source ${sources})
        get_filename_component(target ${source} NAME_WE)
        add_executable(${target} ${source})
        set_target_properties(${target} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
        target_compile_definitions(${target} PRIVATE QT_NO_KEYWORDS)
        target_compile_options(${target} PRIVATE ${MORPHONY_QUICK})
        target_link_libraries(${target} PRIVATE ${ARG_LINKS} morphony_test_support Qt6::Test)
        add_test(NAME ${target} COMMAND ${target})
        set(home ${CMAKE_BINARY_DIR}/tests/home/${target})
        set_tests_properties(${target} PROPERTIES
            LABELS "${ARG_LABELS}" TIMEOUT 600
            ENVIRONMENT "QT_QPA_PLATFORM=offscreen;TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/packaging/tsan.supp;XDG_CACHE_HOME=${home}/cache;XDG_CONFIG_HOME=${home}/config;XDG_DATA_HOME=${home}/data")
    endforeach()
endfunction()
