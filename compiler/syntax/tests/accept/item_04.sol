pragma experimental ABIEncoderV2;
