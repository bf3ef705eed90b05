import CLinux

/// What a socket is watched for, and what it is found ready for (epoll(7)).
struct Readiness: OptionSet {
    let rawValue: UInt32

    static let read = Readiness(rawValue: weir_epoll_in)
    static let write = Readiness(rawValue: weir_epoll_out)
    /// Always watched for: an error, or both directions are over.
    static let broken = Readiness(rawValue: weir_epoll_err | weir_epoll_hup)
}

/// Whoever owns a file descriptor that an event loop watches.
protocol ReadyHandler: AnyObject {
    func ready(_ readiness: Readiness)
    /// The loop has ended and watches nothing any more: the descriptor is to be closed, and nobody is told.
    func loopEnded()
}
