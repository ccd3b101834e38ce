"""Room for the index of an MP4 in front of what it points to.

Players begin while a file is still on its way if its index stands first, but it is known only when
all is written. ffmpeg's `+faststart` then moves the whole file by the length of the index: all is
read and written twice. Where the index is small beside the rest, room is left for it instead
(`moov_size` of ffmpeg's muxer); what it does not need stays as an empty box.
"""

# Of a file, the part that may be left for the index; most of that stays empty.
MOST_PART = 0.01
# What one sample takes at most: its size (4), how long it lasts and when it is shown (8 each), and,
# if it is a chunk of its own and a keyframe, where that begins and what it holds (8, 12 and 4).
BYTES_PER_SAMPLE = 44
# Headers of tracks, tags, chapters.
BYTES_BESIDES = 1024 * 1024


def index_room(samples: float, size_bytes: float) -> int:
    """Return how many bytes to leave for the index of `samples`, in a file of about `size_bytes`.

    0 where that would be too much of it; moving a file so small takes no time either.
    """
    room = BYTES_BESIDES + int(samples * BYTES_PER_SAMPLE)
    return room if room <= size_bytes * MOST_PART else 0
