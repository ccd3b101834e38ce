"""What may be read at all, for ffmpeg and for PyAV; free of imports, children need it fast."""

# Containers only. Playlists and scripts (hls, dash, sdp, concat) are not among
# them: through those an upload could name files of this machine, or addresses.
INPUT_FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg,"
    "wav,mp3,aac,flac,aiff,caf,amr,ac3,eac3"
)

# Headers may declare any size; memory is taken for it before a byte is decoded.
MAX_PIXELS = 100_000_000
