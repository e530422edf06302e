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
    [ -f "$demo_out/style.flac" ] || timed "style track" mix_style_track
    timed "morph" morph_minute "$source" result.wav --report "$demo_out/report.json" --recipe "$demo_out/recipe.json"
    # the dial at 0 is the source itself; the recipe makes the same result again, this time as MP3
    timed "source" morph_minute "$source" source.wav --strength 0 >/dev/null
    timed "MP3" cli render "$demo_out/recipe.json" -o "$demo_out/result.mp3" --overwrite >/dev/null
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

# The package holds the guitar apart from the rest of the band.
mix_style_track() {
    local band guitar
    band=$(file_of fretsonfire-songs-sectoid 'Metal madness/song\.ogg$')
    guitar=$(file_of fretsonfire-songs-sectoid 'Metal madness/guitar\.ogg$')
    ffmpeg -loglevel error -y -i "$band" -i "$guitar" -filter_complex 'amix=inputs=2:normalize=0,alimiter=limit=0.9:level=0' \
        -sample_fmt s16 -metadata title='Metal madness' -metadata artist='Sectoid' -metadata license='MIT' \
        "$demo_out/style.part.flac" </dev/null >&2 || die "ffmpeg could not mix the style track out of $band and $guitar."
    mv "$demo_out/style.part.flac" "$demo_out/style.flac"
}

morph_minute() { # SOURCE NAME OPTION ...
    local source=$1 name=$2
    shift 2
    cli morph "$source" --style "$demo_out/style.flac" --from 0 --to 60 --crop --overwrite -o "$demo_out/$name" "$@"
}

write_credits() {
    cat >"$demo_out/CREDITS.txt" <<'TEXT'
source.wav   Johann Sebastian Bach, Brandenburg Concerto No. 2 in F major, BWV 1047, first movement (its first minute).
             Rendered by T. Willhoite, public domain. From the Debian package gamine-data.
style.flac   "Metal madness", composed and performed by Sectoid (Carlos Viola Iborra), copyright 2006, 2007, MIT licence.
             Mixed from the two stems of the Debian package fretsonfire-songs-sectoid; the licence text is in its
             copyright file, /usr/share/doc/fretsonfire-songs-sectoid/copyright.
result.*     Morphony's morph of the first into the style of the second.
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
        exec "$window" "$demo_out/source.wav" "$demo_out/style.flac"
    fi
    say "There is no display here, so no window opens; listen to demo/source.wav and demo/result.wav."
}
