# SPDX-License-Identifier: GPL-3.0-or-later
# Imported target morphony::torch: LibTorch's CPU half from the wheels that packaging/dev setup unpacks into .deps/. The
# wheel's own TorchConfig.cmake is not used, because it asks for a CUDA toolkit. CMake gives what links this a run path to
# torch/lib; from there the wheels' own run paths lead on, and the CUDA half (packaging/dev setup cuda) is found there too.

set(MORPHONY_TORCH_FOLDER ${MORPHONY_DEPS}/torch CACHE PATH "Folder of LibTorch, or of Python's torch, 2.11 or newer")
set(torch_lib ${MORPHONY_TORCH_FOLDER}/lib)
set(cuda_lib ${MORPHONY_DEPS}/nvidia/cu13/lib)

set(torch_files ${torch_lib}/libtorch_cpu.so ${torch_lib}/libc10.so ${MORPHONY_TORCH_FOLDER}/include/ATen/ATen.h)
if(NOT MORPHONY_TRAIN_ONLY) # which is not installed
    list(APPEND torch_files ${cuda_lib}/libcudart.so.13 ${cuda_lib}/libcupti.so.13)
endif()
foreach(file ${torch_files})
    if(NOT EXISTS ${file})
        message(FATAL_ERROR "LibTorch is not here (no ${file}). Run ./packaging/dev setup, "
                            "or name its folder with -DMORPHONY_TORCH_FOLDER, or leave networks out with -DMORPHONY_TORCH=OFF.")
    endif()
endforeach()

add_library(morphony::c10 SHARED IMPORTED GLOBAL)
set_target_properties(morphony::c10 PROPERTIES IMPORTED_LOCATION ${torch_lib}/libc10.so)

add_library(morphony::torch SHARED IMPORTED GLOBAL)
set_target_properties(morphony::torch PROPERTIES
    IMPORTED_LOCATION ${torch_lib}/libtorch_cpu.so
    # SYSTEM: its warnings are not ours
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES
        "${MORPHONY_TORCH_FOLDER}/include;${MORPHONY_TORCH_FOLDER}/include/torch/csrc/api/include"
    INTERFACE_INCLUDE_DIRECTORIES
        "${MORPHONY_TORCH_FOLDER}/include;${MORPHONY_TORCH_FOLDER}/include/torch/csrc/api/include"
    # no definition of the C++11 ABI, which is g++'s own: precompiled headers are made without one
    INTERFACE_LINK_LIBRARIES morphony::c10)
