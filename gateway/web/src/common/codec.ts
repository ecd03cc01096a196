// Frames to bytes and back (subprotocol circle.v1.pb). The codec itself is made from the contract.
import { readServerFrame, writeClientFrame } from 'circle-codec';
import type { ClientFrame, Partially, ServerFrame } from 'circle-codec';
import { PbfReader, PbfWriter } from 'pbf';

export const SUBPROTOCOL = 'circle.v1.pb';

export function encode(frame: Partially<ClientFrame>): Uint8Array {
    const writer = new PbfWriter();
    writeClientFrame(frame, writer);
    return writer.finish();
}

// Throws when the bytes are not a frame.
export function decode(bytes: Uint8Array | ArrayBuffer): ServerFrame {
    return readServerFrame(new PbfReader(bytes));
}
