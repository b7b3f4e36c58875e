#!/bin/sh
# Plays the tunes of Debian packages by several synthesisers: compositions in renditions that have every note at its time.
#
#   apt-get install deutex ffmpeg fluidsynth timidity openttd-openmsx planetblupi-music-midi freedoom \
#     fluid-soundfont-gm timgm6mb-soundfont opl3-soundfont musescore-general-soundfont freepats
#   sh corpora/renditions.sh corpus/renditions
#
# Makes OUT/train (planetblupi, a third of openmsx), OUT/val (the rest of openmsx) and OUT/test (freedoom), each with a folder
# a composition. What is there already is left as it is. MuseScore General is heard in test alone; as it has sounds of FluidR3,
# that is not.
set -eu
# The split goes by the order of the tunes' names.
export LC_ALL=C

out=${1:?usage: renditions.sh OUT}
seconds=120
rate=44100
fewest_bytes=$((rate * 4 * 5))
tunes=/usr/share/games/openttd/baseset/openmsx
other_tunes=/usr/share/planetblupi/music
wads=/usr/share/games/doom
freepats=/etc/timidity/freepats.cfg
fonts=/usr/share/sounds

fail() {
  echo "renditions.sh: $*" >&2
  exit 2
}

for program in fluidsynth timidity ffmpeg /usr/games/deutex; do
  command -v "$program" >/dev/null || fail "$program is missing; see the packages at the top of this script"
done
# fluidsynth plays by another font when it does not find the one that it is told.
for file in "$freepats" "$fonts/sf2/FluidR3_GM.sf2" "$fonts/sf2/TimGM6mb.sf2" "$fonts/sf2/OPL-3_FM_128M.sf2" \
  "$fonts/sf3/MuseScore_General.sf3" "$wads/freedoom1.wad" "$wads/freedoom2.wad"; do
  [ -f "$file" ] || fail "$file is missing; see the packages at the top of this script"
done

work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

# play TUNE SOUNDS: raw samples, 16 bits, two channels.
play() {
  case $2 in
    # Otherwise timidity leaves out the silence that a tune begins with.
    freepats) timidity -Or1sSl --preserve-silence -s "$rate" -c "$freepats" -o - "$1" ;;
    MuseScore_General) fluidsynth -ni -r "$rate" -T raw -O s16 -F - "$fonts/sf3/$2.sf3" "$1" ;;
    *) fluidsynth -ni -r "$rate" -T raw -O s16 -F - "$fonts/sf2/$2.sf2" "$1" ;;
  esac 2>"$work/messages"
}

# render SPLIT NAME TUNE SOUNDS...
render() {
  folder=$out/$1/$2
  tune=$3
  shift 3
  [ -f "$tune" ] || fail "there is no $tune; see the packages at the top of this script"
  for sounds in "$@"; do
    [ -s "$folder/$sounds.flac" ] && continue
    # The synthesiser may be stopped by head; whether it has played shows by the length.
    play "$tune" "$sounds" | head -c $((rate * 4 * seconds)) >"$work/samples"
    [ "$(wc -c <"$work/samples")" -ge "$fewest_bytes" ] ||
      fail "$sounds plays less than 5 s of $tune: $(tail -n 1 "$work/messages")"
    ffmpeg -nostdin -v error -y -f s16le -ar "$rate" -ac 2 -i "$work/samples" -ac 1 "$work/rendition.flac"
    mkdir -p "$folder"
    mv "$work/rendition.flac" "$folder/$sounds.flac"
  done
}

render_by_usual() {
  render "$1" "$2" "$3" FluidR3_GM TimGM6mb OPL-3_FM_128M freepats
}

index=0
for tune in "$tunes"/*.mid; do
  index=$((index + 1))
  split=val
  [ $((index % 3)) -ne 2 ] || split=train
  render_by_usual "$split" "$(basename "$tune" .mid)" "$tune"
done
for tune in "$other_tunes"/*.mid; do
  render_by_usual train "$(basename "$tune" .mid)" "$tune"
done

# deutex takes a game's music out of a file that has the name of the game which it stands for.
for game in 1 2; do
  mkdir "$work/$game"
  cp "$wads/freedoom$game.wad" "$work/$game/doom2.wad"
  (cd "$work/$game" && /usr/games/deutex -doom2 . -musics -xtract doom2.wad >/dev/null)
  for tune in "$work/$game"/musics/*.mid; do
    # Some tunes are in both files.
    hash=$(sha256sum <"$tune")
    grep -qs "$hash" "$work/known" && continue
    echo "$hash" >>"$work/known"
    render test "freedoom$game-$(basename "$tune" .mid)" "$tune" MuseScore_General TimGM6mb OPL-3_FM_128M freepats
  done
done
