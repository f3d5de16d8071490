FINDER_PATH = "/find-out-who-to-talk-to/"
