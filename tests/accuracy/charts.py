# SPDX-License-Identifier: GPL-3.0-or-later
"""Chord charts with exactly known tempo, meter, beats, bars, key and chords, written as input for mma.

Everything follows from the table below and a seed per chart: the same chart is the same file on every machine. Times
are seconds from the first sample; bar 1 starts at 0 because mma writes no count-in.
"""
import dataclasses
import os
import random

import step_grooves

HERE = os.path.dirname(os.path.abspath(__file__))
NOTES = ["C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"]
DEGREES = {"1": 0, "b2": 1, "2": 2, "b3": 3, "3": 4, "4": 5, "#4": 6, "5": 7, "b6": 8, "6": 9, "b7": 10, "7": 11}
# mir_eval's quality -> mma's
QUALITIES = {"maj": "", "min": "m", "7": "7", "maj7": "M7", "min7": "m7", "dim": "dim3", "dim7": "dim7",
             "hdim7": "m7b5", "aug": "aug", "sus4": "sus4", "maj6": "6", "min6": "m6"}

# Bars apart by blanks, chords inside a bar by "+"; DEGREE[:QUALITY][/BASS INTERVAL], no quality is a major triad.
PROGRESSIONS = {
    "pop": ["1 5/3 6:min 4", "6:min 4 1 5", "1 6:min 4 5", "4 5/3 1 6:min", "1 3:min 4 5:sus4+5", "2:min 4 1/3 5"],
    "rock": ["1 b7 4 1", "1 4 5 4", "1 5 6:min 4", "6:min 5 4 5", "1 1/3 4 5", "4 4 1 5"],
    "minor rock": ["1:min b7 b6 b7", "1:min b6 b3 b7", "1:min 4:min b6 5", "1:min b7/3 b3 b6", "1:min 5:min b6 b7"],
    "soul": ["1:maj7 6:min7 2:min7 5:7", "2:min7 5:7 1:maj7 4:maj7", "1 1/3 4 5:7/3",
             "4:maj7 3:min7 2:min7 5:sus4+5:7"],
    "minor soul": ["1:min7 4:7 1:min7 4:7", "1:min7 b7 b6:maj7 5:7", "4:min7 b7:7 b3:maj7 b6:maj7",
                   "2:hdim7 5:7 1:min7 1:min7"],
    "funk": ["1:7 1:7 4:7 4:7", "1:min7 4:7 1:min7 4:7", "1:7 b7 4:7 1:7", "2:min7 5:7 1:7 1:7"],
    "jazz": ["2:min7 5:7 1:maj7 6:7", "1:maj7 6:min7 2:min7 5:7", "3:min7 6:7 2:min7 5:7", "1:maj7 1:7/b7 4:maj7 #4:dim7",
             "2:min7+5:7 1:maj7 2:hdim7+5:7 1:maj7", "4:maj7 4:min7 3:min7 b3:dim7"],
    "minor jazz": ["2:hdim7 5:7 1:min7 1:min7", "1:min7 4:min7 2:hdim7 5:7", "4:min7 b7:7 b3:maj7 b6:maj7",
                   "1:min 1:min/b3 2:hdim7 5:7"],
    "blues": ["1:7 4:7 1:7 1:7 4:7 4:7 1:7 1:7 5:7 4:7 1:7 5:7", "1:7 1:7 1:7 1:7 4:7 4:7 1:7 6:7 2:min7 5:7 1:7 5:7"],
    "country": ["1 1 4 4 5 5 1 1", "1 4 1 5:7 1 4 5:7 1", "6:min 4 1 5 4 1/3 5:7 1"],
    "folk": ["1 5/3 4 1", "1 4 1/5 5:7", "6:min 3:min 4 5", "1 2:min 5:7 1"],
    "latin": ["1:min 4:min 5:7 1:min", "1:min b7 b6 5:7", "4:min b7:7 b3:maj7 5:7", "1 4 5:7 4"],
    "classical": ["1 5:7/3 1 4", "2:min/b3 5:7 1 6:min", "1 4/5 5:7 1", "6:min 2:min 5:7 1", "1/3 2:min 5:sus4 5:7"],
    "minor classical": ["1:min 5:7/3 1:min 4:min", "1:min b6 4:min 5:7", "2:hdim7 5:7 1:min 1:min",
                        "7:dim7 1:min 4:min/b3 5:7", "b3 b7 1:min 5:7"],
    "electronic": ["1:min b6 b3 b7", "1:min 1:min b7 b6", "4:min b6 1:min b7", "6:min 4 1 5"],
    # major or minor throughout
    "major funk": ["1:7 1:7 4:7 4:7", "1:7 b7 4:7 1:7", "2:min7 5:7 1:7 1:7"],
    "major latin": ["1 4 5:7 4", "1 6:min 2:min 5:7", "1 5:7 5:7 1", "4 5:7 1 6:7"],
    "minor latin": ["1:min 4:min 5:7 1:min", "1:min b7 b6 5:7", "1:min 1:min 4:min 5:7", "4:min 5:7 1:min b6"],
    "minor electronic": ["1:min b6 b3 b7", "1:min 1:min b7 b6", "4:min b6 1:min b7", "1:min b3 b7 4:min"],
    # the fourth set's, each in one mode of its tonic
    "anthem": ["1 4 6:min 5", "1/3 4 1 5", "4 1 5 6:min", "1 2:min 4 5", "6:min 1/3 4 5"],
    "dorian rock": ["1:min 1:min b3 4", "1:min b7 4 1:min", "b6 b7 1:min 1:min", "1:min b3 b7 4", "4 b6 1:min b7"],
    "quiet storm": ["4:maj7 5 3:min7 6:min7", "1:maj7 3:min7 4:maj7 5:sus4+5:7", "2:min7 3:min7 4:maj7 1:maj7",
                    "1:maj7 2:min7/5 1:maj7 4:maj7"],
    "minor vamp": ["1:min7 1:min7 4:min7 4:min7", "1:min7 b6:maj7 b7:7 1:min7", "1:min7 b3:maj7 4:min7 5:7",
                   "b6:maj7 b7 1:min7 1:min7"],
    "rhythm changes": ["1:maj7+6:7 2:min7+5:7 3:min7+6:7 2:min7+5:7", "3:7 6:7 2:7 5:7",
                       "1:maj6 #4:dim7 2:min7 5:7", "2:min7 5:7 1:maj6 1:maj6"],
    "minor turns": ["1:min6 2:hdim7+5:7 1:min6 5:7", "4:min7 1:min7 5:7 1:min7", "b6:7 5:7 1:min6 1:min6",
                    "1:min7 b7:7 b6:maj7 5:7"],
    "doo-wop": ["1 6:min 4 5:7", "1 6:min 2:min 5:7", "4 4:min 1 1", "1 1:7 4 5:7"],
    "two-chord": ["1 5:7 5:7 1", "1 1 5:7 5:7", "4 1 5:7 1", "1 4 5:7 1"],
    "minor two-chord": ["1:min 5:7 1:min 5:7", "1:min 1:min 5:7 1:min", "4:min 1:min 5:7 1:min", "b6 b3 5:7 1:min"],
    "hymn": ["1 4+1/3 5 1", "1 5/7 6:min 4+5", "4 1/3 2:min 5", "1+6:min 4 1/5+5:7 1"],
    "minor suite": ["1:min 4:min 5:7 1:min/b3", "1:min b7/2 b3 5:7", "b6 b3/5 4:min 5", "1:min+5:7/7 1:min 4:min 5:7"],
    "twelve bars": ["1:7 1:7 1:7 1:7 4:7 4:7 1:7 1:7 5:7 5:7 1:7 1:7",
                    "1:7 4:7 1:7 1:7 4:7 #4:dim7 1:7 6:7 2:7 5:7 1:7 5:7"],
    "gospel": ["1 1:7/b7 4 4:min", "1/5 6:7 2:7 5:7", "4 #4:dim7 1/5 6:7", "1 3:aug 4 5:7"],
}


@dataclasses.dataclass
class Chart:
    """A row of the table: what mma plays, and in which meter, tempo and key."""
    name: str
    genre: str
    groove: str               # folder/file:Groove of mma's library, Own... of grooves.mma or Step... of step_grooves.txt
    meter: str                # "4/4", "3/4" or "6/8"
    tempo: float              # beats a minute; the beat of 6/8 is the dotted quarter
    minor: bool
    progressions: str
    form: str = "AABA"        # its sections' letters, again from the start until it is long enough; or "A8 B4": and bars
    tempo_plan: str = ""      # "step F": times F from the second half on; "ramp F": a little every bar up to F

    grooves: dict = dataclasses.field(default_factory=dict)   # of sections with another one than `groove`

    @property
    def beats_per_bar(self):
        return {"4/4": 4, "3/4": 3, "6/8": 2}[self.meter]

    @property
    def slots_per_beat(self):
        """mma's beats in one of ours: it counts 6/8 in six."""
        return 3 if self.meter == "6/8" else 1


# genre, groove, meter, tempo, minor, progressions[, tempo plan]
_FIRST = [
    ("rock", "casio/rock2:Rock2", "4/4", 138, 0, "rock"),
    ("rock", "casio/poprock2:PopRock2", "4/4", 122, 0, "rock"),
    ("rock", "casio/shufflerock:ShuffleRock", "4/4", 126, 1, "minor rock"),
    ("rock", "pflib/slowrock:slowrockA", "4/4", 74, 0, "rock"),
    ("metal", "OwnMetal", "4/4", 164, 1, "minor rock"),
    ("metal", "OwnHalfTimeMetal", "4/4", 142, 1, "minor rock"),
    ("pop", "casio/pop:Pop", "4/4", 104, 0, "pop"),
    ("pop", "casio/worldpop:WorldPop", "4/4", 96, 0, "pop", "step 1.15"),
    ("pop", "casio/popshuffle2:PopShuffle2", "4/4", 116, 0, "pop"),
    ("ballad", "casio/popballad:PopBallad", "4/4", 72, 0, "pop"),
    ("ballad", "stdlib/rb-ballad:R&B-Ballad", "4/4", 64, 0, "soul"),
    ("ballad", "stdlib/rockballad:RockBallad", "4/4", 78, 1, "minor rock"),
    ("ballad", "stdlib/stringballad:StringBallad", "4/4", 68, 0, "classical"),
    ("ballad", "casio/slow16beat:Slow16Beat", "4/4", 66, 1, "minor soul"),
    ("soul", "casio/soul:Soul", "4/4", 112, 0, "soul"),
    ("soul", "casio/soulpop:SoulPop", "4/4", 98, 1, "minor soul"),
    ("soul", "stdlib/rb:R&B", "4/4", 90, 0, "soul"),
    ("funk", "OwnFunk", "4/4", 106, 0, "funk"),
    ("funk", "OwnFunkGuitar", "4/4", 98, 1, "minor soul", "ramp 1.08"),
    ("disco", "OwnDisco", "4/4", 120, 1, "minor soul"),
    ("jazz", "casio/swing:Swing", "4/4", 168, 0, "jazz"),
    ("jazz", "stdlib/nitejazz:NiteJazz", "4/4", 118, 1, "minor jazz"),
    ("jazz", "stdlib/slowjazz:SlowJazz", "4/4", 80, 0, "jazz"),
    ("jazz", "casio/slowbigband:SlowBigBand", "4/4", 110, 0, "jazz", "step 1.2"),
    ("latin", "yamaha/salsa1:Salsa1MainA", "4/4", 186, 1, "latin"),
    ("latin", "stdlib/tango:Tango", "4/4", 118, 1, "latin"),
    ("latin", "stdlib/samba:Samba", "4/4", 102, 0, "jazz"),
    ("latin", "stdlib/rhumba:Rhumba", "4/4", 110, 1, "latin"),
    ("latin", "OwnBossa", "4/4", 128, 0, "jazz"),
    ("electronic", "casio/techno:Techno", "4/4", 136, 1, "electronic"),
    ("electronic", "casio/trance1:Trance1", "4/4", 142, 1, "electronic"),
    ("electronic", "casio/rave:Rave", "4/4", 152, 1, "electronic"),
    ("hip-hop", "casio/triphop:TripHop", "4/4", 84, 1, "minor soul"),
    ("hip-hop", "OwnHipHop", "4/4", 90, 1, "minor soul"),
    ("reggae", "stdlib/ska:Ska", "4/4", 148, 0, "rock"),
    ("reggae", "OwnReggae", "4/4", 76, 0, "pop"),
    ("blues", "stdlib/slowblues:SlowBlues", "4/4", 66, 0, "blues"),
    ("blues", "stdlib/shuffleboggie:ShuffleBoggie", "4/4", 132, 0, "blues"),
    ("country", "stdlib/slowcountry:SlowCountry", "4/4", 84, 0, "country"),
    ("country", "stdlib/westernswing:WesternSwing", "4/4", 174, 0, "country"),
    ("dance", "stdlib/polka:Polka", "4/4", 122, 0, "country"),
    ("dance", "stdlib/ragtime:RagTime", "4/4", 100, 0, "gospel"),
    ("gospel", "stdlib/spiritual:Spiritual", "4/4", 94, 0, "gospel", "ramp 0.9"),
    ("classical", "OwnAlberti", "4/4", 92, 1, "minor classical", "ramp 1.15"),
    ("waltz", "stdlib/waltz:Waltz", "3/4", 126, 0, "folk"),
    ("waltz", "casio/popwaltz:PopWaltz", "3/4", 104, 0, "pop", "step 0.85"),
    ("waltz", "stdlib/rockwaltz:RockWaltz", "3/4", 112, 1, "minor rock"),
    ("waltz", "stdlib/vienesewaltz:VieneseWaltz", "3/4", 176, 0, "classical"),
    ("classical", "OwnMinuet", "3/4", 116, 0, "classical"),
    ("six-eight", "OwnBallad68", "6/8", 62, 0, "pop"),
    ("six-eight", "OwnJig68", "6/8", 110, 0, "folk"),
    ("six-eight", "OwnSoul68", "6/8", 72, 1, "minor soul"),
    ("six-eight", "OwnBarcarole68", "6/8", 66, 0, "classical"),
]

# Other grooves, progressions by other seeds: what was tuned or judged on the first set is checked on this one.
_SECOND = [
    ("rock", "casio/poprock1:PopRock1", "4/4", 118, 0, "rock"),
    ("rock", "casio/rock1:Rock1", "4/4", 132, 1, "minor rock"),
    ("rock", "pflib/rock1:rock1A", "4/4", 124, 0, "rock"),
    ("rock", "stdlib/softrock:SoftRock", "4/4", 100, 0, "pop", "ramp 1.1"),
    ("rock", "casio/twist:Twist", "4/4", 164, 0, "rock"),
    ("metal", "pflib/metal1:metal1A", "4/4", 150, 1, "minor rock"),
    ("metal", "casio/heavymetal:HeavyMetal", "4/4", 138, 1, "minor rock"),
    ("pop", "casio/popshuffle1:PopShuffle1", "4/4", 120, 0, "pop"),
    ("pop", "casio/8beatpop2:8BeatPop2", "4/4", 112, 0, "pop"),
    ("pop", "stdlib/strut:Strut", "4/4", 108, 1, "minor soul"),
    ("ballad", "casio/oldieballad:OldieBallad", "4/4", 70, 0, "pop"),
    ("ballad", "stdlib/popballad:PopBallad", "4/4", 74, 0, "pop"),
    ("ballad", "stdlib/pianoballad:PianoBallad", "4/4", 68, 1, "minor soul"),
    ("ballad", "casio/slowrock:SlowRock", "4/4", 66, 0, "rock"),
    ("ballad", "stdlib/slowbroadway:SlowBroadway", "4/4", 82, 0, "jazz"),
    ("soul", "casio/r+b:R&B", "4/4", 86, 0, "soul"),
    ("soul", "casio/mellowrb:MellowRB", "4/4", 92, 1, "minor soul"),
    ("funk", "stdlib/bvfunk:BVFunk", "4/4", 104, 0, "funk"),
    ("funk", "casio/funk1:Funk1", "4/4", 110, 1, "minor soul"),
    ("disco", "casio/discosoul:DiscoSoul", "4/4", 118, 0, "soul"),
    ("jazz", "stdlib/swing:Swing", "4/4", 152, 0, "jazz"),
    ("jazz", "casio/slowswing:SlowSwing", "4/4", 104, 0, "jazz"),
    ("jazz", "yamaha/jazztrio:JazzTrioMainA", "4/4", 138, 1, "minor jazz"),
    ("jazz", "casio/middlebigband:MiddleBigBand", "4/4", 142, 0, "jazz", "step 0.85"),
    ("latin", "stdlib/salsa:Salsa", "4/4", 184, 1, "latin"),
    ("latin", "stdlib/son:Son", "4/4", 168, 1, "latin"),
    ("latin", "stdlib/slowbolero:SlowBolero", "4/4", 84, 1, "latin"),
    ("latin", "stdlib/merengue:Merengue", "4/4", 126, 0, "latin"),
    ("latin", "stdlib/bossanova:BossaNova", "4/4", 132, 0, "jazz"),
    ("latin", "yamaha/quando-g.s280:QuandoGSMainA", "4/4", 98, 0, "jazz"),
    ("electronic", "casio/trance2:Trance2", "4/4", 140, 1, "electronic"),
    ("electronic", "stdlib/trance:Trance", "4/4", 134, 1, "electronic"),
    ("electronic", "casio/electricpop:ElectricPop", "4/4", 124, 0, "electronic"),
    ("electronic", "casio/dance1:Dance1", "4/4", 128, 1, "electronic"),
    ("blues", "casio/shuffleboogie:ShuffleBoogie", "4/4", 144, 0, "blues"),
    ("blues", "stdlib/rock-128:Rock128", "4/4", 76, 0, "blues"),
    ("country", "yamaha/western:WesternMainA", "4/4", 112, 0, "country"),
    ("country", "stdlib/zydeco:Zydeco", "4/4", 140, 0, "country"),
    ("dance", "casio/polka:Polka", "4/4", 120, 0, "country"),
    ("dance", "stdlib/quickstep:QuickStep", "4/4", 196, 0, "gospel"),
    ("dance", "stdlib/showtune:ShowTune", "4/4", 128, 0, "gospel"),
    ("gospel", "stdlib/slowspiritual:SlowSpiritual", "4/4", 78, 0, "gospel"),
    ("gospel", "stdlib/popspiritual:PopSpiritual", "4/4", 104, 0, "gospel", "ramp 0.92"),
    ("waltz", "stdlib/countrywaltz:CountryWaltz", "3/4", 116, 0, "country"),
    ("waltz", "casio/jazzwaltz:JazzWaltz", "3/4", 148, 0, "jazz"),
    ("waltz", "stdlib/fastwaltz:FastWaltz", "3/4", 184, 0, "folk"),
    ("waltz", "stdlib/frenchwaltz:FrenchWaltz", "3/4", 156, 1, "minor classical"),
    ("six-eight", "casio/68ballad:68Ballad", "6/8", 58, 0, "pop"),
    ("six-eight", "stdlib/blues68:Blues68", "6/8", 66, 0, "blues"),
    ("six-eight", "stdlib/arpeggio68:Arpeggio68", "6/8", 62, 1, "minor classical"),
    ("six-eight", "stdlib/68swing:68Swing", "6/8", 104, 0, "country"),
]

# Grooves whose style files are left out of every training of rhythm; judged on once, and tuned on since.
# Five charts of the first two sets change between major and minor of their tonic, so that their key is a matter of opinion;
# none of these does.
_THIRD = [
    ("rock", "stdlib/60srock:60sRock", "4/4", 128, 0, "rock"),
    ("rock", "kara/K50s_rock:50s_RockA", "4/4", 168, 0, "blues"),
    ("rock", "pflib/8beat1:8beat1A", "4/4", 116, 1, "minor rock"),
    ("rock", "yamaha/w-rock:W-RockMainA", "4/4", 122, 0, "rock", "step 1.12"),
    ("metal", "pflib/metal2:metal2A", "4/4", 156, 1, "minor rock"),
    ("pop", "casio/8beatpop3:8BeatPop3", "4/4", 108, 0, "pop"),
    ("pop", "casio/16beat3:16Beat3", "4/4", 100, 1, "minor soul"),
    ("pop", "pflib/16beat1:16beat1A", "4/4", 94, 0, "pop", "ramp 1.06"),
    ("ballad", "casio/16beatballad3:16BeatBallad3", "4/4", 70, 0, "soul"),
    ("ballad", "casio/8beatballad2:8BeatBallad2", "4/4", 76, 0, "pop"),
    ("ballad", "casio/8beatballad3:8BeatBallad3", "4/4", 66, 1, "minor rock"),
    ("ballad", "stdlib/ballad128:Ballad128", "4/4", 62, 0, "pop"),
    ("ballad", "kara/kwestballad:kwestballadA", "4/4", 80, 0, "country"),
    ("soul", "OwnMotown", "4/4", 122, 0, "soul"),
    ("soul", "casio/16shuffle2:16Shuffle2", "4/4", 92, 1, "minor soul"),
    ("funk", "kara/Kfunk1:Kfunk1A", "4/4", 102, 1, "minor soul"),
    ("funk", "pflib/16beat2:16beat2A", "4/4", 108, 0, "major funk"),
    ("disco", "stdlib/boneym:BoneyM", "4/4", 118, 1, "minor soul"),
    ("jazz", "stdlib/modernjazz:ModernJazz", "4/4", 148, 0, "jazz"),
    ("jazz", "stdlib/fastswing:FastSwing", "4/4", 200, 0, "jazz"),
    ("jazz", "stdlib/descendingjazz:DescendingJazz", "4/4", 126, 1, "minor jazz"),
    ("jazz", "stdlib/softshoe:SoftShoe", "4/4", 112, 0, "gospel", "step 0.88"),
    ("latin", "stdlib/beguine:Beguine", "4/4", 116, 0, "major latin"),
    ("latin", "stdlib/bolero:Bolero", "4/4", 96, 1, "minor latin"),
    ("latin", "stdlib/cubanguitar:CubanGuitar", "4/4", 112, 1, "minor latin"),
    ("latin", "stdlib/lighttango:LightTango", "4/4", 124, 1, "minor latin"),
    ("latin", "yamaha/salsa2:Salsa2MainA", "4/4", 190, 0, "major latin"),
    ("electronic", "casio/dance2:Dance2", "4/4", 130, 1, "minor electronic"),
    ("electronic", "casio/dancepop2:DancePop2", "4/4", 126, 0, "pop"),
    ("electronic", "casio/ambient2:Ambient2", "4/4", 88, 1, "minor electronic"),
    ("hip-hop", "OwnBoomBap", "4/4", 88, 1, "minor soul"),
    ("reggae", "OwnOneDrop", "4/4", 74, 0, "pop"),
    ("blues", "stdlib/blues128:Blues128", "4/4", 64, 0, "blues"),
    ("country", "stdlib/hillcountry:HillCountry", "4/4", 118, 0, "country"),
    ("dance", "stdlib/jive:Jive", "4/4", 168, 0, "rock"),
    ("dance", "casio/quickstep:QuickStep", "4/4", 204, 0, "jazz"),
    ("dance", "casio/polkafox:PolkaFox", "4/4", 116, 0, "country", "ramp 1.1"),
    ("march", "casio/germanmarch:GermanMarch", "4/4", 114, 0, "folk"),
    ("march", "stdlib/bwmarch:BWMarch", "4/4", 110, 0, "folk"),
    ("classical", "casio/serenade:Serenade", "4/4", 100, 0, "classical"),
    ("classical", "stdlib/arpeggio44:Arpeggio8", "4/4", 84, 1, "minor classical", "ramp 0.9"),
    ("waltz", "stdlib/broadwaywaltz:BroadwayWaltz", "3/4", 144, 0, "folk"),
    ("waltz", "stdlib/fastjazzwaltz:FastJazzWaltz", "3/4", 188, 0, "jazz"),
    ("waltz", "stdlib/latinwaltz:LatinWaltz", "3/4", 120, 1, "minor latin"),
    ("waltz", "stdlib/modernjazzwaltz:ModernJazzWaltz", "3/4", 152, 0, "jazz", "step 0.9"),
    ("six-eight", "OwnGospel68", "6/8", 64, 0, "gospel"),
    ("six-eight", "OwnRock68", "6/8", 70, 1, "minor rock"),
    ("six-eight", "OwnTarantella68", "6/8", 126, 1, "minor classical"),
    ("six-eight", "OwnNocturne68", "6/8", 56, 0, "classical"),
]

# Grooves that nothing was trained, tuned or judged on before: style files that no training piece was made with, and grids
# of step_grooves.txt, written for this set.
_FOURTH = [
    ("rock", "StepSurf", "4/4", 158, 1, "dorian rock"),
    ("rock", "StepIndie", "4/4", 132, 0, "anthem"),
    ("rock", "StepPunk", "4/4", 178, 0, "anthem"),
    ("rock", "StepStadium", "4/4", 86, 1, "dorian rock"),
    ("rock", "StepHeartland", "4/4", 117, 0, "anthem", "step 1.1"),
    ("rock", "stdlib/bubblerock:BubbleRock", "4/4", 126, 0, "doo-wop"),
    ("metal", "StepGallop", "4/4", 146, 1, "dorian rock"),
    ("metal", "StepThrash", "4/4", 112, 1, "dorian rock"),
    ("pop", "StepSynthPop", "4/4", 119, 0, "anthem"),
    ("pop", "StepTeenPop", "4/4", 98, 0, "anthem"),
    ("pop", "StepStrum", "4/4", 88, 0, "anthem", "ramp 1.07"),
    ("pop", "casio/60spop:60sPop", "4/4", 130, 0, "doo-wop"),
    ("ballad", "StepPowerBallad", "4/4", 71, 0, "anthem"),
    ("ballad", "StepBroken", "4/4", 66, 1, "minor suite"),
    ("ballad", "stdlib/guitarballad:GuitarBallad", "4/4", 78, 0, "hymn"),
    ("soul", "casio/60ssoul:60sSoul", "4/4", 114, 0, "quiet storm"),
    ("soul", "StepMemphis", "4/4", 106, 0, "doo-wop"),
    ("soul", "StepNeoSoul", "4/4", 84, 1, "minor vamp"),
    ("funk", "StepTheOne", "4/4", 107, 1, "minor vamp"),
    ("funk", "StepSecondLine", "4/4", 93, 0, "two-chord"),
    ("disco", "StepPhilly", "4/4", 117, 1, "minor vamp"),
    ("jazz", "casio/fastbigband:FastBigBand", "4/4", 192, 0, "rhythm changes"),
    ("jazz", "StepBrushes", "4/4", 96, 1, "minor turns"),
    ("jazz", "StepPompe", "4/4", 206, 1, "minor turns"),
    ("jazz", "StepHardBop", "4/4", 176, 0, "rhythm changes", "step 0.9"),
    ("jazz", "stdlib/broadway:Broadway", "4/4", 122, 0, "rhythm changes"),
    ("latin", "StepCumbia", "4/4", 94, 1, "minor two-chord"),
    ("latin", "StepDembow", "4/4", 95, 1, "dorian rock"),
    ("latin", "StepChaCha", "4/4", 122, 1, "minor two-chord"),
    ("latin", "StepBaiao", "4/4", 106, 0, "two-chord"),
    ("latin", "StepTimba", "4/4", 188, 0, "two-chord"),
    ("latin", "StepMilonga", "4/4", 108, 1, "minor two-chord"),
    ("electronic", "StepHouse", "4/4", 124, 1, "minor vamp"),
    ("electronic", "StepJungle", "4/4", 170, 1, "minor vamp"),
    ("electronic", "StepElectro", "4/4", 114, 1, "dorian rock"),
    ("electronic", "StepProgressive", "4/4", 131, 0, "anthem"),
    ("hip-hop", "StepWestCoast", "4/4", 93, 1, "minor vamp"),
    ("hip-hop", "StepLoFi", "4/4", 81, 0, "quiet storm"),
    ("reggae", "StepRockers", "4/4", 76, 1, "minor vamp"),
    ("reggae", "StepRocksteady", "4/4", 90, 0, "doo-wop"),
    ("blues", "StepJump", "4/4", 154, 0, "twelve bars"),
    ("blues", "StepChicago", "4/4", 114, 0, "twelve bars"),
    ("blues", "StepDooWop", "4/4", 68, 0, "doo-wop"),
    ("country", "StepTrain", "4/4", 104, 0, "two-chord"),
    ("country", "StepHonkyTonk", "4/4", 118, 0, "doo-wop"),
    ("dance", "StepFoxtrot", "4/4", 134, 0, "rhythm changes"),
    ("march", "StepParade", "4/4", 112, 0, "hymn"),
    ("march", "pflib/highfive:highfiveA", "4/4", 120, 0, "anthem"),
    ("folk", "StepReel", "4/4", 104, 0, "two-chord"),
    ("gospel", "StepShout", "4/4", 164, 0, "doo-wop"),
    ("classical", "StepChorale", "4/4", 82, 0, "hymn", "ramp 0.92"),
    ("classical", "StepToccata", "4/4", 96, 1, "minor suite"),
    ("classical", "stdlib/lullaby:Lullaby", "4/4", 86, 0, "hymn"),
    ("classical", "StepSarabande", "3/4", 76, 1, "minor two-chord"),
    ("waltz", "StepSlowWaltz", "3/4", 92, 0, "doo-wop"),
    ("waltz", "StepMusette", "3/4", 174, 1, "minor two-chord"),
    ("waltz", "StepJazzThree", "3/4", 142, 0, "twelve bars", "step 1.12"),
    ("six-eight", "StepSixSoul", "6/8", 60, 0, "doo-wop"),
    ("six-eight", "StepIrishJig", "6/8", 114, 0, "two-chord"),
    ("six-eight", "StepShanty", "6/8", 88, 1, "minor two-chord"),
    ("six-eight", "StepLament", "6/8", 54, 1, "minor suite"),
]


def _table(rows, seed, forms=("AABA",)):
    charts = []
    for number, row in enumerate(rows):
        genre, groove, meter, tempo, minor, progressions = row[:6]
        short = groove.removeprefix("Step").split(":")[-1].lower().replace("&", "n").replace("own", "")
        charts.append(Chart(f"{genre}-{short}{seed}", genre, groove, meter, float(tempo), bool(minor), progressions,
                            forms[number % len(forms)], *row[6:]))
    return charts


CHARTS = _table(_FIRST, "")
SECOND_CHARTS = _table(_SECOND, "-second")
THIRD_CHARTS = _table(_THIRD, "-third")
FOURTH_CHARTS = _table(_FOURTH, "-fourth", ("AABB", "ABAB", "AABA", "ABAC"))
SETS = {"first": CHARTS, "second": SECOND_CHARTS, "third": THIRD_CHARTS, "fourth": FOURTH_CHARTS}
QUICK = ["rock-rock2", "funk-funk", "ballad-popballad", "jazz-nitejazz", "latin-tango", "waltz-popwaltz",
         "six-eight-ballad68", "classical-alberti"]


@dataclasses.dataclass
class Truth:
    """What is known about a chart. Chords are (start, end, mir_eval's label), sections (start, end, letter)."""
    tempo: float              # median over time
    beats: list
    downbeats: list
    key: str                  # "C# minor"
    meter: str
    chords: list
    end: float                # of the last bar
    form: list = dataclasses.field(default_factory=list)


def _label(token, tonic):
    """A token of a progression in a key: mir_eval's label and mma's name."""
    body, _, bass = token.partition("/")
    degree, _, quality = body.partition(":")
    quality = quality or "maj"
    root = (tonic + DEGREES[degree]) % 12
    name = NOTES[root] + QUALITIES[quality]
    label = f"{NOTES[root]}:{quality}"
    if bass:
        name += "/" + NOTES[(root + DEGREES[bass]) % 12]
        label += "/" + bass
    return label, name


def _bars(chart, rng, seconds):
    """Lists of tokens, one per bar, in the chart's form, with the tonic at the very end; and each bar's letter. The
    introduction, I, has the chords of A."""
    families, sections = PROGRESSIONS[chart.progressions], {}
    for letter in sorted(set(chart.form) & set("ABC")):
        sections[letter] = rng.choice([f for f in families if f.split() not in sections.values()]).split()
    wanted = max(8, round(seconds * chart.tempo / 60.0 / chart.beats_per_bar))
    bars, letters, turn = [], [], 0
    for part in chart.form.split() if " " in chart.form else []:
        chords, length = sections["A" if part[0] == "I" else part[0]], int(part[1:])
        bars += [chords[bar % len(chords)] for bar in range(length)]
        letters += [part[0]] * length
    while " " not in chart.form and len(bars) < wanted:
        letter = chart.form[turn % len(chart.form)]
        bars += sections[letter]
        letters += [letter] * len(sections[letter])
        turn += 1
    home = "1:min" if chart.minor else "1"
    if chart.progressions in ("blues", "funk", "major funk", "twelve bars") and not chart.minor:
        home = "1:7"
    return [bar.split("+") for bar in bars] + [[home]], letters + letters[-1:]


def _tempo_of_bars(chart, bars):
    """Each bar's tempo in mma's beats a minute: whole numbers, because mma drops what is behind the point."""
    factors = [1.0] * bars
    if chart.tempo_plan:
        kind, amount = chart.tempo_plan.split()
        for bar in range(bars):
            if kind == "step":
                factors[bar] = float(amount) if bar >= bars * 5 // 8 else 1.0
            else:
                factors[bar] = 1.0 + (float(amount) - 1.0) * bar / (bars - 1)
    return [round(chart.tempo * chart.slots_per_beat * factor) for factor in factors]


def compose(chart, seconds=44.0):
    """The chart as mma's source text, and its truth."""
    rng = random.Random(f"morphony {chart.name}")
    tonic = rng.randrange(12)
    bars, letters = _bars(chart, rng, seconds)
    tempi = _tempo_of_bars(chart, len(bars))
    slots = chart.beats_per_bar * chart.slots_per_beat
    lines = [f"RndSeed {rng.randrange(10000)}", f"Time {slots}", f"TimeSig {chart.meter.replace('/', ' ')}"]
    if chart.groove.startswith("Own"):
        with open(os.path.join(HERE, "grooves.mma"), encoding="utf-8") as file:
            lines.append(file.read())
    lines += [step_grooves.mma_text(groove) for groove in sorted({chart.groove, *chart.grooves.values()})
              if groove.startswith("Step")]
    playing = chart.grooves.get(letters[0], chart.groove)
    lines += [f"Tempo {tempi[0]}", "Groove " + playing]
    truth = Truth(0.0, [], [], f"{NOTES[tonic]} {'minor' if chart.minor else 'major'}", chart.meter, [], 0.0)
    time, spans = 0.0, []
    for number, (tokens, tempo) in enumerate(zip(bars, tempi)):
        if number and tempo != tempi[number - 1]:
            lines.append(f"Tempo {tempo}")
        groove = chart.grooves.get(letters[number], chart.groove)
        if groove != playing:
            lines.append("Groove " + groove)
            playing = groove
        slot = int(60e6 / tempo) / 1e6
        names = ["/"] * slots
        part = slots // len(tokens)
        for index, token in enumerate(tokens):
            label, names[index * part] = _label(token, tonic)
            start, end = time + index * part * slot, time + (index + 1) * part * slot
            if truth.chords and truth.chords[-1][2] == label:
                truth.chords[-1] = (truth.chords[-1][0], end, label)
            else:
                truth.chords.append((start, end, label))
        lines.append(f"{number + 1} " + " ".join(names))
        beat = slot * chart.slots_per_beat
        truth.downbeats.append(time)
        truth.beats += [time + index * beat for index in range(chart.beats_per_bar)]
        spans.append((60.0 / beat, slot * slots))
        if truth.form and truth.form[-1][2] == letters[number]:
            truth.form[-1] = (truth.form[-1][0], time + slot * slots, letters[number])
        else:
            truth.form.append((time, time + slot * slots, letters[number]))
        time += slot * slots
    truth.end = time
    truth.tempo = median_of(spans)
    return "\n".join(lines) + "\n", truth


def median_of(spans):
    """The value that half of the time stays under, of (value, duration)."""
    half, passed = sum(duration for _, duration in spans) / 2.0, 0.0
    for value, duration in sorted(spans):
        passed += duration
        if passed >= half:
            return value
    raise ValueError("a chart has no bars")
