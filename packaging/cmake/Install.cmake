# SPDX-License-Identifier: GPL-3.0-or-later
# cmake --install: the programs, LibTorch beside the shared object that uses it, and what a desktop needs.

include(GNUInstallDirs)
if(TARGET morphony-cli)
    install(TARGETS morphony-cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
if(TARGET morphony)
    install(TARGETS morphony RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
    install(FILES packaging/morphony.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
    install(FILES packaging/org.morphony.Morphony.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
    install(FILES resources/icons/morphony.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
    install(FILES resources/icons/morphony-symbolic.svg
            DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/symbolic/apps)
endif()
if(TARGET morphony_torch)
    # lib/morphony and not ${CMAKE_INSTALL_LIBDIR}: torch_module.cpp looks there in the build folder too
    set_target_properties(morphony_torch PROPERTIES INSTALL_RPATH "$ORIGIN")
    install(TARGETS morphony_torch LIBRARY DESTINATION lib/morphony)
    install(FILES ${torch_lib}/libtorch_cpu.so ${torch_lib}/libc10.so ${cuda_lib}/libcudart.so.13 ${cuda_lib}/libcupti.so.13
            DESTINATION lib/morphony)
endif()
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
