import Glibc

/// A listening socket whose queue is full, so that a connection to it is neither made nor refused.
final class FullListener {
    let port: Int
    private let listener: Int32
    private var fillers: [Int32] = []

    init() throws {
        let listener = socket(AF_INET, Socket.streamType, 0)
        self.listener = listener
        let bound = SocketName.loopback(port: 0).withAddress { bind(listener, $0, $1) }
        guard bound == 0, listen(listener, 0) == 0 else { throw HarnessFailure("no listener: \(Socket.reason)") }
        port = SocketName.port(of: listener)
        let name = SocketName.loopback(port: port)
        for _ in 1...4 {
            let handle = socket(AF_INET, Socket.streamType | Int32(SOCK_NONBLOCK.rawValue), 0)
            _ = name.withAddress { connect(handle, $0, $1) }
            fillers.append(handle)
        }
    }

    func close() {
        for handle in fillers + [listener] { Glibc.close(handle) }
    }
}
