import { createHash } from 'node:crypto';
import { toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { file_acts } from './gen/acts_pb.ts';

/** Version of acts.proto; goes up with every change that an older agent would misread. */
export const actsSchemaVersion = 1;

/** SHA-256 of the descriptor of acts.proto, lowercase hex: equal in every language that compiles the same file. */
export const actsSchemaHash: string = createHash('sha256')
  .update(toBinary(FileDescriptorProtoSchema, file_acts.proto))
  .digest('hex');

/** Media type of an A2A message part that holds a protobuf `Act`. */
export const actMediaType = 'application/vnd.hermes.act';
