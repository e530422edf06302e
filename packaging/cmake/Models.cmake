# SPDX-License-Identifier: GPL-3.0-or-later
# The networks' weights stand where an installed program looks for them, in the build folder and after cmake --install.

include(GNUInstallDirs)
if(NOT EXISTS ${MORPHONY_DEPS}/models)
    message(WARNING "The networks' weights are not here (no ${MORPHONY_DEPS}/models), so music cannot be analysed and "
                    "tests that need them fail. Run ./packaging/dev setup.")
endif()
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share/morphony)
file(CREATE_LINK ${MORPHONY_DEPS}/models ${CMAKE_BINARY_DIR}/share/morphony/models SYMBOLIC)
install(DIRECTORY ${MORPHONY_DEPS}/models/ DESTINATION ${CMAKE_INSTALL_DATADIR}/morphony/models)
