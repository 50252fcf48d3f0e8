/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#pragma once

#include <glib.h>

/* g_array_index() by way of void, as clang's -Wcast-align wants it. */
#define ws_array_index(array, type, i) (((type *)(void *)(array)->data)[i])
