/// Connections that keep a session ticket back, so that it goes out with the answer to their first request. Lives on
/// one event loop.
struct TicketHolders {
    private var connections: [DownstreamConnection] = []

    mutating func add(_ connection: DownstreamConnection) {
        guard connection.holderIndex < 0 else { return }
        connection.holderIndex = connections.count
        connections.append(connection)
    }

    /// The ticket is on its way, or the connection gone. Does nothing for one that keeps none back.
    mutating func remove(_ connection: DownstreamConnection) {
        let index = connection.holderIndex
        guard index >= 0, let last = connections.popLast() else { return }
        connection.holderIndex = -1
        guard last !== connection else { return }
        connections[index] = last
        last.holderIndex = index
    }

    /// The answer has been long in coming: the tickets go out at the next flush.
    mutating func touchAll() {
        while let connection = connections.popLast() {
            connection.holderIndex = -1
            connection.touch()
        }
    }
}
