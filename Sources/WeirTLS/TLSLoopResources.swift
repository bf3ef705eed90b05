/// What the engines of one context share: they run on one event loop.
final class TLSLoopResources {
    let buffers = OutboundBufferPool()
    let cipherNames = CipherNames()
}
