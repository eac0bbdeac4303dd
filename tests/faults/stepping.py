"""A process that is killed at each of its steps in turn: the beginning of scripts that tests run by themselves."""

STEPPING = """
import os, signal, sys
IDLE = {"os.chmod", "os.listxattr", "os.utime", "shutil.copystat"}  # which change nothing that is read
def killed_at_each_step(work):
    '''Do the work in a child killed at its first step, in another at its second, until one ends well.'''
    seen = 0
    def watch(event, _arguments):
        nonlocal seen
        if event.split(".")[0] in {"os", "open", "shutil", "tempfile", "ctypes"} and event not in IDLE:
            seen += 1
            if seen == limit:
                os.kill(os.getpid(), signal.SIGKILL)
    for limit in range(1, 1000):
        child = os.fork()
        if not child:
            sys.addaudithook(watch)
            work()
            os._exit(0)
        _, ended = os.waitpid(child, 0)
        yield limit, ended == 0
        if ended == 0:
            return
"""
