import Glibc

/// Lets one thread wake another that polls: a pipe to ourselves.
final class Wakeup: Sendable {
    /// Readable after a signal.
    let descriptor: Int32
    private let writing: Int32

    init() throws(AccessLogError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .last("its thread") }
        descriptor = ends[0]
        writing = ends[1]
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    deinit {
        _ = Glibc.close(descriptor)
        _ = Glibc.close(writing)
    }

    /// Any thread. A full pipe is a signal too.
    func signal() {
        var byte: UInt8 = 0
        _ = Glibc.write(writing, &byte, 1)
    }

    /// Forgets the signals that have come, or most of very many.
    func clear() {
        var bytes: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        _ = withUnsafeMutableBytes(of: &bytes) { Glibc.read(descriptor, $0.baseAddress, $0.count) }
    }
}

/// Waiting for descriptors.
enum Descriptors {
    /// Waits until one of the descriptors is ready (or broken), a signal comes, or the time is over; negative: no end.
    ///
    /// - Returns: whether any is ready.
    @discardableResult
    static func wait(_ descriptors: [(Int32, Int32)], milliseconds: Int32) -> Bool {
        var entries = descriptors.map { pollfd(fd: $0.0, events: Int16($0.1), revents: 0) }
        return poll(&entries, nfds_t(entries.count), milliseconds) > 0
    }
}
