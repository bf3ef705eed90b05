import Glibc
import WeirModel

/// An open destination of log lines. Owns its descriptor and closes it when let go.
///
/// Writing never blocks where the system allows it, without changing the flags of a descriptor that other processes
/// share (standard output often is a terminal that a shell goes on using).
final class LogSink: Sendable {
    let descriptor: Int32
    private let mode: Mode

    /// How not to block.
    private enum Mode {
        /// A file, or a description of our own that is non-blocking.
        case plain
        /// `send` with flags.
        case socket
        /// A pipe or terminal that could not be opened anew: it is asked first, and gets no more than it surely takes.
        case shared
    }

    /// What became of a write.
    enum Outcome: Equatable {
        /// So many bytes were taken.
        case wrote(Int)
        /// Nothing now; the descriptor will say when.
        case stalled
        /// Nothing now, and nobody will say when: no space, or an input/output error.
        case refused
        /// Nobody reads any more.
        case gone
    }

    private init(owning descriptor: Int32, mode: Mode) {
        self.descriptor = descriptor
        self.mode = mode
    }

    deinit {
        _ = Glibc.close(descriptor)
    }

    /// Nil: nothing is to be logged.
    static func open(_ destination: LogDestination) throws(AccessLogError) -> LogSink? {
        switch destination {
        case .stdout: try share(STDOUT_FILENO, name: "standard output")
        case .stderr: try share(STDERR_FILENO, name: "standard error")
        case .file(let path): try file(path)
        case .none: nil
        }
    }

    /// Appends to a file, which is made if missing, for its owner to write and its group to read.
    private static func file(_ path: String) throws(AccessLogError) -> LogSink {
        // O_NONBLOCK: a FIFO without a reader is an error at once rather than a process that does not start.
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
        let descriptor = Glibc.open(path, flags, 0o640)
        guard descriptor >= 0 else { throw .last(path) }
        return LogSink(owning: descriptor, mode: .plain)
    }

    /// Writes to where an open descriptor leads, which stays its owner's.
    static func share(_ descriptor: Int32, name: String) throws(AccessLogError) -> LogSink {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last(name) }
        let kind = status.st_mode & S_IFMT
        if kind == S_IFIFO || kind == S_IFCHR {
            let flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
            let own = Glibc.open("/proc/self/fd/\(descriptor)", flags)
            if own >= 0 { return LogSink(owning: own, mode: .plain) }
        }
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw .last(name) }
        switch kind {
        case S_IFSOCK: return LogSink(owning: copy, mode: .socket)
        case S_IFREG: return LogSink(owning: copy, mode: .plain)
        default: return LogSink(owning: copy, mode: .shared)
        }
    }

    /// Writes what it can of `bytes`, which must not be empty. The thread must have `SIGPIPE` blocked.
    func write(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        while true {
            let written = attempt(bytes)
            if written > 0 { return .wrote(written) }
            switch written == 0 ? EAGAIN : errno {
            case EINTR: continue
            case EAGAIN, EWOULDBLOCK: return .stalled
            case EPIPE, EBADF, ECONNRESET, ENOTCONN, ENXIO: return .gone
            default: return .refused
            }
        }
    }

    private func attempt(_ bytes: UnsafeRawBufferPointer) -> Int {
        switch mode {
        case .plain: return Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        case .socket: return send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT))
        case .shared:
            guard Descriptors.wait([(descriptor, POLLOUT)], milliseconds: 0) else { return 0 }
            return Glibc.write(descriptor, bytes.baseAddress, min(bytes.count, Int(PIPE_BUF)))
        }
    }
}
