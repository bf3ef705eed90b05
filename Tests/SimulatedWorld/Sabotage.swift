import NIOCore

/// A defect put into a world on purpose, to see that the checks find it.
enum Sabotage: CaseIterable {
    case none
    /// A byte of what a client receives is another.
    case spoilsByte
    /// A line of the log comes twice, or not at all.
    case logsTwice, forgetsLine
    /// A request under way is counted twice at its server.
    case leaksCount
    /// A client's cookie is said to name another server.
    case misroutes
    /// A client's request never reaches Weir, though the client believes so.
    case swallowsRequest
    /// A server gets a POST again.
    case repeatsPost
    /// A limit of what may be buffered is taken to be lower.
    case lowersLimit

    func spoil(_ part: inout ByteBuffer) {
        guard self == .spoilsByte, part.readableBytes > 600 else { return }
        let index = part.writerIndex - 3
        part.setInteger((part.getInteger(at: index, as: UInt8.self) ?? 0) ^ 1, at: index)
    }
}
