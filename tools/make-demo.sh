#!/bin/sh
# Makes the demo document by real training on the full Fashion-MNIST: a zoo, a representation of
# it, samples and baselines, all scored on the test images. About an hour on two cores; killed, it
# goes on where it was when started again. Usage: tools/make-demo.sh WSCAPE WORK_FOLDER
set -eu
wscape=$1
work=$2
models=${WS_DEMO_MODELS:-256}
epochs=${WS_DEMO_EPOCHS:-25}
mkdir -p "$work"
demo=$work/demo-full.wscape

"$wscape" zoo train "$demo" --data fashion-mnist --arch cnn-s --models "$models" --epochs "$epochs" \
  --seed 1 --name zoo --keep-epochs 0,1,2,4,8,14,21-25
"$wscape" hyper train "$demo" --preset balanced
"$wscape" embed "$demo" --project pca
"$wscape" embed "$demo" --project umap
"$wscape" embed "$demo" --project tsne
draw () { "$wscape" sample "$demo" --method "$1" --target "$2" --count 50 --seed 1 --name "$3"; }
# the ones to be seen first are made last
draw kde all kde-all
draw reconstruct top30 reconstructed-top30
draw weight-kde top30 weight-kde-top30
draw kde low30 kde-low30
"$wscape" sample "$demo" --method random --count 50 --seed 1 --name random
draw kde-dim top30 kde-dim-top30
draw kde top30 kde-top30
# the talk: made once, also when this goes on where it was
scene () { "$wscape" scene add "$demo" "$@"; }
if [ -z "$("$wscape" scene list "$demo")" ]; then
  scene zoo-accuracy --title "256 networks, one recipe" --caption "Only the seed differs; test accuracy after each epoch."
  scene map --title "Where do good networks lie?" --caption "Each point is a network at some epoch, placed by its weights alone."
  scene map --color epoch --title "Training moves outwards" --caption "The same map, coloured by epoch."
  scene hyper-decoded --caption "Each network before and after it went through the latent space."
  scene samples --caption "Networks that nobody trained, beside the zoo and what costs nothing."
fi
"$wscape" compact "$demo" -o "$work/demo.wscape" --keep-epochs 0,2,8,21-25
ls -l "$work/demo.wscape"
echo "When it is good: cp $work/demo.wscape data/demo.wscape"
