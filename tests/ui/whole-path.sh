#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Weightscape authors
# SPDX-License-Identifier: MIT
# From nothing to samples beside the zoo, as a person does it.
. "$(dirname "$0")/ui.sh"

start
push "New Project…"
see button Cancel
"$drive" key ctrl+a
"$drive" type "$folder/tiny.wscape"
"$drive" key Return

# -- a tiny zoo --
page Zoo
see button "Train a Small Zoo"
"$drive" mclick "combo box" Images
"$drive" -t $patience mclick label fashion-mnist-small
set_number Networks 12
set_number Epochs 2
"$drive" mclick "list item" Recipe
set_number "Train images" 1000
push "Train Zoo"
curves="Test accuracy over training"
see image "$curves"
"$drive" describe image "$curves" 'mean with band, n = 3, 0\.' $patience
"$drive" describe image "Accuracy of the networks now" 'train.*histogram' $patience

# -- a tiny representation, and a second job behind it; held while that is asked for --
page Hyper-representation
see button "Train Representation" # the page before has rows of the same names
see label '~^Learns from weights alone' # a small zoo: compact is suggested
see label '~^Takes about'
set_number Epochs 20000 # more than it gets: it is paused, then stopped and kept
set_number "Latent dimensions" 16
push "Train Representation"
push Pause
see label '~^Paused'
page Zoo
see button "Train Zoo"
set_number Seed 2
push "Train Zoo"
see label "Waiting for its turn"
push Resume
page Hyper-representation
"$drive" describe image "Loss over the epochs" 'n = [1-9]' $patience
push "Stop and Keep"
page Explore
see image "Latent map, coloured by Test accuracy"
"$drive" describe image '~^Latent map' '^PCA · 12 networks · 36 states' $patience

# -- samples --
page Sample
push Sample
"$drive" describe image "Accuracy of the samples beside zoo and baselines" 'Samples.*50' $patience
"$drive" describe image "Accuracy of the samples beside zoo and baselines" 'Random.*50' $patience
page Explore
"$drive" describe image '~^Latent map' '^PCA · 162 networks · 186 states' $patience
