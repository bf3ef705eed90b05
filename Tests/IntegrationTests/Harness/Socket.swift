import Glibc
import Synchronization

/// A connected stream socket, used from one thread at a time. Not inherited by child processes.
final class Socket: Sendable {
    /// How reading ended.
    enum Ending: Error {
        case closed
        case reset
        case timedOut
    }

    let handle: Int32
    private let isClosed = Mutex(false)

    init(handle: Int32) {
        self.handle = handle
        var on: Int32 = 1
        setsockopt(handle, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Connects to a port of 127.0.0.1.
    /// - Parameter receiveBuffer: bytes that the system may keep unread; small for readers that are to be slow.
    convenience init(port: Int, receiveBuffer: Int32? = nil) throws {
        let handle = socket(AF_INET, Self.streamType, 0)
        self.init(handle: handle)
        if var size = receiveBuffer {
            setsockopt(handle, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        let code = SocketName.loopback(port: port).withAddress { connect(handle, $0, $1) }
        guard code == 0 else { throw HarnessFailure("no connection to port \(port): \(Self.reason)") }
    }

    /// The next connection to a listening socket; nil when there will be none.
    convenience init?(acceptedFrom listener: Int32) {
        var entry = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, -1) > 0 else { return nil }
        let handle = Self.inheritance.withLock { _ in
            let handle = accept(listener, nil, nil)
            if handle >= 0 { _ = fcntl(handle, F_SETFD, FD_CLOEXEC) }
            return handle
        }
        guard handle >= 0 else { return nil }
        self.init(handle: handle)
    }

    deinit {
        close()
    }

    /// What every socket of the tests is made with.
    static let streamType = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)

    /// Held while a process is started, and while a socket exists that processes would inherit.
    static let inheritance = Mutex(())

    private static let sendFlags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)

    static var reason: String { String(cString: strerror(errno)) }

    // MARK: Bytes

    /// Sends all of it; throws `Ending` when the peer is gone or does not take it in time.
    func send(_ bytes: [UInt8], by deadline: Deadline = Deadline()) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            try wait(for: POLLOUT, by: deadline)
            let count = rest.withUnsafeBytes {
                Glibc.send(handle, $0.baseAddress, $0.count, Self.sendFlags)
            }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EAGAIN { throw Self.ending }
        }
    }

    /// Sends zeros until so many are sent, or until the peer has taken none for a while.
    /// - Returns: how many were taken.
    func sendUntilStalled(_ count: Int, patience: Double = 0.3) -> Int {
        let chunk = [UInt8](repeating: 0, count: 256 * 1024)
        var sent = 0
        while sent < count {
            guard (try? wait(for: POLLOUT, by: Deadline(seconds: patience))) != nil else { break }
            let taken = chunk.withUnsafeBytes {
                Glibc.send(handle, $0.baseAddress, min($0.count, count - sent), Self.sendFlags)
            }
            guard taken > 0 || errno == EAGAIN else { break }
            sent += max(0, taken)
        }
        return sent
    }

    /// The next bytes, at least one; throws `Ending` when there are none.
    func receive(limit: Int = 64 * 1024, by deadline: Deadline = Deadline()) throws -> [UInt8] {
        try wait(for: POLLIN, by: deadline)
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            let received = recv(handle, buffer.baseAddress, limit, 0)
            failure = received < 0 ? errno : 0
            count = max(0, received)
        }
        guard failure == 0 else { throw failure == ECONNRESET ? Ending.reset : Ending.closed }
        guard !bytes.isEmpty else { throw Ending.closed }
        return bytes
    }

    private func wait(for events: Int32, by deadline: Deadline) throws {
        var entry = pollfd(fd: handle, events: Int16(events), revents: 0)
        guard poll(&entry, 1, deadline.remainingMilliseconds) > 0 else { throw Ending.timedOut }
    }

    private static var ending: Ending { errno == ECONNRESET || errno == EPIPE ? .reset : .closed }

    // MARK: Ends

    /// Says that nothing more will be sent.
    func closeSending() {
        shutdown(handle, Int32(SHUT_WR))
    }

    /// Wakes whoever waits on it; the handle stays until `close`.
    func disconnect() {
        isClosed.withLock { if !$0 { _ = shutdown(handle, Int32(SHUT_RDWR)) } }
    }

    /// Closes with a reset, so that the peer sees a failure.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(handle, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    func close() {
        isClosed.withLock { isClosed in
            if !isClosed { Glibc.close(handle) }
            isClosed = true
        }
    }
}
