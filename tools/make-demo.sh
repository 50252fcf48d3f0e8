#!/bin/sh
# Makes the demo document by real training on the full Fashion-MNIST: a zoo, a representation of
# it, samples and baselines, all scored on the test images. Under an hour on two cores; killed, it
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
"$wscape" hyper train "$demo" --preset compact
"$wscape" embed "$demo" --project pca
for target in top30 low30 all; do
  "$wscape" sample "$demo" --method kde --target $target --count 50 --seed 1 --name "kde-$target"
done
"$wscape" sample "$demo" --method reconstruct --target top30 --count 50 --seed 1 --name reconstructed-top30
"$wscape" sample "$demo" --method kde-dim --target top30 --count 50 --seed 1 --name kde-dim-top30
"$wscape" sample "$demo" --method weight-kde --target top30 --count 50 --seed 1 --name weight-kde-top30
"$wscape" sample "$demo" --method random --count 50 --seed 1 --name random
"$wscape" compact "$demo" -o "$work/demo.wscape" --keep-epochs 0,2,8,21-25
ls -l "$work/demo.wscape"
echo "When it is good: cp $work/demo.wscape data/demo.wscape"
