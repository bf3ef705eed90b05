public import NIOCore
public import WeirCore

/// Frames a body of unknown length (RFC 9112 §7.1).
public enum ChunkWriter {
    /// Appends a whole chunk, copying the data. Empty data writes nothing: an empty chunk would end the body.
    public static func write(_ data: ByteBuffer, into output: inout ByteBuffer) {}

    /// Appends what stands before a chunk's data of `count` > 0 bytes; the data and `end` follow.
    public static func begin(count: Int, into output: inout ByteBuffer) {}

    /// Appends what stands after a chunk's data.
    public static func end(into output: inout ByteBuffer) {}

    /// Appends the last chunk and the trailer section.
    public static func finish(trailers: FieldBlock, into output: inout ByteBuffer) {}
}
