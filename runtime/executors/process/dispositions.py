"""Signals of this process as its programs have to find them: none ignored, none blocked."""

import signal
import threading


def restore() -> None:
    """Let programs begin with default signals, however this process was started (`nohup`, `&` in a script, cron).

    What is ignored or blocked stays so in a program that is started; what has a handler becomes the default. So an
    ignored signal gets a handler that does nothing, which means the same to this process. SIGPIPE and SIGXFSZ, which
    Python itself ignores, are restored by whatever starts a program.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    if signal.getsignal(signal.SIGCHLD) is signal.SIG_IGN:  # or children would vanish with their exit codes
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number in signal.valid_signals() - {signal.SIGPIPE, signal.SIGXFSZ, signal.SIGCHLD}:
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, _nothing)


def _nothing(_number: int, _frame: object) -> None:
    """Do nothing."""
