import NIOCore

/// How a client behaves on one connection.
struct ClientManners {
    /// What it does to the connection, and after how many bytes sent or received.
    enum Harm: Equatable {
        case reset, close, halfClose
        /// Sends no more, or takes no more, and leaves it at that.
        case stall, stopReading
        case garbage
    }

    /// Requests on their way at once.
    let depth: Int
    /// Bytes sent at once; 0: as many as there are.
    let piece: Int
    /// Milliseconds between pieces, at most.
    let pause: Int
    /// Milliseconds between requests, at most.
    let think: Int
    /// Bytes taken at once, and the milliseconds between; 0: all, at once.
    let gulp: Int
    let gulpPause: Int
    let capacity: Int
    let harm: Harm?
    /// Bytes sent and received before the harm is done.
    let patience: Int

    init(draw: inout Draw, trouble: Int) {
        depth = draw.one(of: [1, 1, 1, 2, 4, 9])
        piece = draw.one(of: [0, 0, 0, 1, 7, 100, 1_000, 60_000])
        pause = draw.one(of: [0, 1, 5, 20])
        think = draw.one(of: [0, 0, 10, 200, 1_000, 5_000])
        let isSlow = draw.chance(15)
        gulp = isSlow ? draw.among(2_000...20_000) : 0
        gulpPause = isSlow ? draw.among(1...60) : 0
        capacity = isSlow ? draw.one(of: [4_000, 30_000, 128_000]) : 128 * 1024
        if draw.chance(trouble) {
            harm = draw.one(of: [.reset, .reset, .close, .halfClose, .stall, .stopReading, .garbage])
        } else {
            harm = nil
        }
        patience = draw.one(of: [10, 100, 500, 2_000, 50_000, 400_000]) + draw.below(200)
    }

    /// Small pieces for heads, larger ones for what would otherwise take forever.
    func pieceSize(of waiting: Int) -> Int {
        piece == 0 ? waiting : max(piece, waiting / 24)
    }
}
