# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by packaging/dev: the demonstration. Its parts: fetch what is needed, morph, tell, show.

demo() {
    demo_out=$root/demo
    demo_times=()
    timed "set-up" setup
    timed "build" build release
    mkdir -p "$demo_out"
    local source
    source=$(file_of gamine-data 'BachJSBrandenburgConcertNo2.*\.ogg$')
    timed "morph" morph_minute "$source" result.wav --report "$demo_out/report.json" --recipe "$demo_out/recipe.json" \
        --midi "$demo_out/result.mid" --score "$demo_out/result.musicxml"
    # the dial at 0 is the source itself; the recipe makes the same result again, this time as MP3
    timed "source" morph_minute "$source" source.wav --strength 0 >/dev/null
    timed "MP3" cli render "$demo_out/recipe.json" -o "$demo_out/result.mp3" --overwrite >/dev/null
    timed "picture" paint
    write_credits
    tell
    show
}

# The path of a file that a Debian package installed.
file_of() { # PACKAGE PATTERN
    local files
    files=$(dpkg -L "$1" 2>/dev/null | grep -E "$2") || die "The Debian package $1 has no file like $2 here; install it again."
    echo "${files%%$'\n'*}"
}

# Runs a command and keeps its time for the table.
timed() { # NAME COMMAND ...
    local name=$1 start
    start=$(now)
    shift
    "$@"
    demo_times+=("$(printf '%-12s %6s s' "$name" "$(since "$start")")")
}

cli() { "$root/build/release/bin/morphony-cli" "$@"; }

morph_minute() { # SOURCE NAME OPTION ...
    local source=$1 name=$2
    shift 2
    cli morph "$source" --prompt "beats funk 80s music" --from 0 --to 60 --crop --overwrite -o "$demo_out/$name" "$@"
}

# The waves of source (above) and result (below).
paint() {
    ffmpeg -loglevel error -y -i "$demo_out/source.wav" -i "$demo_out/result.wav" -filter_complex \
        "[0:a]showwavespic=s=1600x300:scale=sqrt:colors=0x6cb6ff[a];[1:a]showwavespic=s=1600x300:scale=sqrt:colors=0xff8a5c[b];[a][b]vstack" \
        -frames:v 1 "$demo_out/picture.part.png" </dev/null >&2 || die "ffmpeg could not paint source and result."
    mv "$demo_out/picture.part.png" "$demo_out/picture.png"
}

write_credits() {
    cat >"$demo_out/CREDITS.txt" <<'TEXT'
source.wav   Johann Sebastian Bach, Brandenburg Concerto No. 2 in F major, BWV 1047, first movement (its first minute).
             Rendered by T. Willhoite, public domain. From the Debian package gamine-data.
result.*     Morphony's morph of it by the prompt "beats funk 80s music": sound, MIDI and score. picture.png: waves of
             the source above those of the result.
TEXT
}

tell() {
    say "Scores (demo/report.json)"
    /usr/bin/python3 - "$demo_out/report.json" <<'PY'
import json, sys
report = json.load(open(sys.argv[1]))
for part in ("content", "style", "quality"):
    for name, value in report.get(part, {}).items():
        if isinstance(value, (int, float)):
            print(f"  {part + '.' + name:32} {value:.4g}")
cost = report.get("cost", {})
for name, seconds in cost.get("stages", {}).items():
    print(f"  stage {name:26} {seconds:.2f} s")
for name in ("seconds", "realtime_factor", "peak_memory_mb"):
    if name in cost:
        print(f"  {'cost.' + name:32} {cost[name]:.4g}")
PY
    say "Time"
    printf '  %s\n' "${demo_times[@]}"
    say "Music"
    sed 's/^/  /' "$demo_out/CREDITS.txt"
    say "Files in demo/: $(cd "$demo_out" && echo *)"
}

show() {
    local window=$root/build/release/bin/morphony
    if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ -x "$window" ]; then
        exec "$window" "$demo_out/source.wav"
    fi
    say "There is no display here, so no window opens; listen to demo/source.wav and demo/result.wav, look at demo/picture.png."
}
